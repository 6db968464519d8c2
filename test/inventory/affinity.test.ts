import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { accelerators } from '../../src/catalog/accelerators.ts'
import { type NodeSelectorTerm, nodeAffinity, type WantedDevice } from '../../src/inventory/affinity.ts'
import { readNode } from '../../src/inventory/node-shape.ts'
import { mi300x, node } from './objects.ts'

/** The scheduler's rule: terms are alternatives, expressions of a term all hold. */
function selects(terms: readonly NodeSelectorTerm[], labels: Readonly<Record<string, string>>): boolean {
  return terms.some(({ matchExpressions }) =>
    matchExpressions.every(({ key, operator, values = [] }) => {
      const value = labels[key]
      switch (operator) {
        case 'In':
          return value !== undefined && values.includes(value)
        case 'NotIn':
          return value === undefined || !values.includes(value)
        case 'Exists':
          return value !== undefined
        case 'DoesNotExist':
          return value === undefined
        default:
          return operator satisfies never
      }
    }),
  )
}

const nodeAffinityTerms = (device: WantedDevice) => nodeAffinity([device]).required
const on = (builder: ReturnType<typeof node>) => builder.build().metadata.labels ?? {}
const whole = nodeAffinityTerms({ accelerator: 'MI300X' })
const part = nodeAffinityTerms({ accelerator: 'MI300X', partition: 'cpx_nps4' })

describe('affinity', () => {
  it('selects whole devices and no partitions', () => {
    expect(selects(whole, on(mi300x()))).toBe(true)
    expect(selects(whole, on(node().device('74a1', '192G', 'spx_nps1')))).toBe(true)
    expect(selects(whole, on(node().device('74a1', '24G', 'cpx_nps4')))).toBe(false)
    // an old labeller, which writes no partition
    expect(
      selects(
        whole,
        on(node().label('beta.amd.com/gpu.device-id', '74a1').label('beta.amd.com/gpu.vram', '24G')),
      ),
    ).toBe(false)
    expect(selects(whole, on(node().device('74a5', '256G')))).toBe(false)
    expect(selects(whole, {})).toBe(false)
  })

  it('selects the mode that is wanted', () => {
    expect(selects(part, on(node().device('74a1', '24G', 'cpx_nps4')))).toBe(true)
    expect(selects(part, on(node().device('74a1', '24G')))).toBe(true)
    expect(selects(part, on(node().device('74a1', '24G', 'cpx_nps1')))).toBe(false)
    expect(
      selects(
        part,
        on(
          node()
            .device('74a1', '24G', 'cpx_nps1')
            .label('beta.amd.com/gpu.device-id', '74a1')
            .label('beta.amd.com/gpu.vram', '24G'),
        ),
      ),
    ).toBe(false)
    expect(selects(part, on(node().device('74a1', '192G', 'spx_nps1')))).toBe(false)
    expect(selects(part, on(mi300x()))).toBe(false)
  })

  it('tells products of one id apart', () => {
    const xtx = nodeAffinityTerms({ accelerator: 'RX7900XTX' })
    expect(selects(xtx, on(node().device('744c', '24G')))).toBe(true)
    expect(selects(xtx, on(node().device('744c', '20G')))).toBe(false)
  })

  it('is empty for what no label of AMD tells', () => {
    expect(nodeAffinityTerms({ accelerator: 'H100' })).toEqual([])
    expect(nodeAffinityTerms({ accelerator: 'none' })).toEqual([])
  })

  it('of several kinds allows each and prefers the first, by one label of a node', () => {
    const { required, preferred } = nodeAffinity([
      { accelerator: 'MI325X' },
      { accelerator: 'MI300X' },
      { accelerator: 'H100' },
      { accelerator: 'MI300A' },
      { accelerator: 'MI300X', partition: 'cpx_nps4' },
    ])
    const weight = (labels: Readonly<Record<string, string>>) =>
      preferred.reduce((sum, each) => sum + (selects([each.preference], labels) ? each.weight : 0), 0)
    const forms = (id: string, vram: string) => [
      on(node().device(id, vram)),
      on(node().label('beta.amd.com/gpu.device-id', id).label('beta.amd.com/gpu.vram', vram)),
      on(
        node()
          .device(id, vram)
          .label('beta.amd.com/gpu.device-id', id)
          .label(`beta.amd.com/gpu.device-id.${id}`, '8'),
      ),
    ]
    const allowed = [
      ...forms('74a5', '256G'),
      ...forms('74a1', '192G'),
      ...forms('74a1', '24G'),
      ...forms('74a0', '128G'),
    ]
    for (const labels of allowed) expect(selects(required, labels)).toBe(true)
    expect(selects(required, on(node().device('75a3', '288G')))).toBe(false)
    expect(forms('74a5', '256G').map(weight)).toEqual([100, 100, 100])
    expect(forms('74a1', '192G').map(weight)).toEqual([0, 0, 0])
  })

  it('shares terms, but not with a part whose memory is what another has in halves', () => {
    const terms = (...names: string[]) => nodeAffinity(names.map((accelerator) => ({ accelerator }))).required
    expect(terms('MI300X', 'MI325X', 'MI350X', 'MI355X')).toHaveLength(2)
    expect(terms('MI325X', 'MI300A')).toHaveLength(4)
    expect(selects(terms('MI325X', 'MI300A'), on(node().device('74a5', '128G')))).toBe(false)
    expect(selects(terms('MI325X', 'MI300A'), on(node().device('74a0', '128G')))).toBe(true)
  })

  it('of one kind prefers nothing', () => {
    expect(nodeAffinity([{ accelerator: 'MI300X' }])).toEqual({ required: whole, preferred: [] })
  })

  const amd = accelerators.filter(({ vendor }) => vendor === 'amd')
  const form = fc.constantFrom<(id: string, name: string) => [string, string]>(
    (id) => ['amd.com/gpu.device-id', id],
    (id) => ['amd.com/gpu.device-id', `0x${id}`],
    (id) => ['beta.amd.com/gpu.device-id', id],
    (id) => [`beta.amd.com/gpu.device-id.${id}`, '8'],
    (id, name) => [
      name.startsWith('MI') ? 'amd.com/gpu.product-name' : 'amd.com/gpu.device-id',
      name.startsWith('MI') ? `AMD_Instinct_${name}` : id,
    ],
  )

  it('selects a node exactly when the inventory reads it as that accelerator and mode', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...amd),
        fc.nat(),
        fc.boolean(),
        form,
        fc.nat(),
        (accelerator, pick, labelled, write, which) => {
          const ids = [...accelerator.deviceIds, ...accelerator.virtualDeviceIds]
          const [key, value] = write(ids[which % ids.length] ?? '', accelerator.name)
          const modes = [undefined, ...accelerator.partitions]
          const mode = modes[pick % modes.length]
          const devices = mode?.devices ?? 1
          const builder = node()
            .label(key, value)
            .label(key.replace(/device-id.*|product-name/, 'vram'), `${accelerator.nominalGiB / devices}G`)
            .gpus(accelerator.devicesPerNode * devices)
          if (labelled && mode !== undefined && !key.startsWith('beta.'))
            builder.label('amd.com/gpu.compute-memory-partition', mode.name)
          const [read] = readNode(builder.build()).devices
          expect(read?.accelerator).toBe(accelerator.name)
          const labelForms = read?.labelForm === undefined ? {} : { labelForms: [read.labelForm] }
          const terms = nodeAffinityTerms({
            accelerator: accelerator.name,
            ...(read?.partition === undefined ? {} : { partition: read.partition }),
            ...labelForms,
          })
          expect(selects(terms, on(builder))).toBe(true)
          for (const other of amd) {
            if (other === accelerator) continue
            expect(selects(nodeAffinityTerms({ accelerator: other.name, ...labelForms }), on(builder))).toBe(
              false,
            )
          }
        },
      ),
    )
  })
})
