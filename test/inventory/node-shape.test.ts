import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { accelerators } from '../../src/catalog/accelerators.ts'
import { readNode } from '../../src/inventory/node-shape.ts'
import { mi300x, node } from './objects.ts'

const first = (builder: ReturnType<typeof node>) => readNode(builder.build()).devices[0]

describe('label forms that all mean an MI300X node', () => {
  it.each<[string, Record<string, string>]>([
    ['the current one', { 'amd.com/gpu.device-id': '74a1' }],
    ['several values', { 'amd.com/gpu.device-id.74a1': '8' }],
    ['beta, with the count', { 'beta.amd.com/gpu.device-id.74a1': '8' }],
    ['beta, plain', { 'beta.amd.com/gpu.device-id': '74a1' }],
    ['with 0x and upper case', { 'amd.com/gpu.device-id': '0x74A1' }],
    ['the HF variant', { 'amd.com/gpu.device-id': '74a9' }],
    ['the product', { 'amd.com/gpu.product-name': 'AMD_Instinct_MI300X_OAM' }],
    ['the product in the key', { 'amd.com/gpu.product-name.AMD_Instinct_MI300X_OAM': '8' }],
    ['the family, as AIM documents it', { 'amd.com/gpu.family': 'MI300X', 'amd.com/gpu.vram': '196608' }],
    ['the AIM detector', { 'feature.node.kubernetes.io/aim-accelerator.MI300X': '8' }],
    ['the operator’s feature rule', { 'feature.node.kubernetes.io/amd-gpu-mi300x': 'true' }],
  ])('%s', (_name, labels) => {
    const builder = node().gpus(8)
    for (const [key, value] of Object.entries(labels)) builder.label(key, value)
    expect(readNode(builder.build())).toMatchObject({
      name: 'n',
      devices: [
        { accelerator: 'MI300X', resource: 'amd.com/gpu', memoryGiB: 191.98, capacity: 8, allocatable: 8 },
      ],
      unknown: false,
      schedulable: true,
      disagreements: [],
    })
  })
})

describe('devices', () => {
  it('are half a card on MI250', () => {
    expect(first(node().device('740c', '64G').gpus(8))).toMatchObject({
      accelerator: 'MI250',
      memoryGiB: 63.98,
      capacity: 8,
    })
  })

  it('have less memory as virtual functions', () => {
    expect(first(node().device('74b5', '192G').gpus(1))?.memoryGiB).toBe(191.45)
  })

  it('sharing an id are told apart by memory, or not at all', () => {
    expect(first(node().device('744c', '20G').gpus(2))?.accelerator).toBe('RX7900XT')
    expect(readNode(node().device('744c').gpus(2).build())).toMatchObject({ devices: [], unknown: true })
  })

  it('keep the node’s size when one is broken', () => {
    expect(first(mi300x().gpus(8, 7))).toMatchObject({ capacity: 8, allocatable: 7 })
  })

  it('promise no more than the smaller of label and table', () => {
    expect(first(node().device('74a1', '128G').gpus(8))?.memoryGiB).toBe(128)
    expect(first(node().device('74a1', '256G').gpus(8))?.memoryGiB).toBe(191.98)
  })

  it.each<[string, ReturnType<typeof node>]>([
    ['no label', node().gpus(8)],
    ['an id nobody knows', node().device('75a8').gpus(8)],
    [
      'two kinds of device',
      node().label('amd.com/gpu.device-id.74a1', '4').label('amd.com/gpu.device-id.74a5', '4').gpus(8),
    ],
    ['the family of every Instinct', node().label('amd.com/gpu.family', 'AI').gpus(8)],
  ])('of a node with %s are unknown', (_name, builder) => {
    expect(readNode(builder.build())).toMatchObject({ devices: [], unknown: true })
  })

  it('are none without a GPU resource, whatever the labels say', () => {
    expect(readNode(node().device('74a1').build())).toMatchObject({ devices: [], unknown: false })
    expect(readNode(node().gpus(8, 8, 'amd.com/nic').build())).toMatchObject({ devices: [], unknown: false })
    expect(readNode(node().gpus(0).build())).toMatchObject({ devices: [], unknown: false })
  })
})

describe('partitions', () => {
  const quarter = { accelerator: 'MI300X', partition: 'cpx_nps4', memoryGiB: 191.98 / 8, capacity: 64 }

  it('come from the label', () => {
    expect(first(node().device('74a1', '24G', 'cpx_nps4').gpus(64))).toMatchObject(quarter)
    expect(
      first(node().device('74a1', '24G').label('amd.com/compute-memory-partition', 'CPX_NPS4').gpus(64)),
    ).toMatchObject(quarter)
    expect(
      first(node().device('74a1').label('amd.com/gpu.compute-memory-partition.cpx_nps4', '64').gpus(64)),
    ).toMatchObject(quarter)
  })

  it('come from the resource’s name, which wins over a stale label', () => {
    const devices = first(node().device('74a1', '192G', 'spx_nps1').gpus(64, 64, 'amd.com/cpx_nps4'))
    expect(devices).toMatchObject({ ...quarter, resource: 'amd.com/cpx_nps4' })
  })

  it('are told by memory or count where labels are old or silent', () => {
    expect(first(node().device('74a1', '24G').gpus(64))?.memoryGiB).toBeCloseTo(24, 1)
    expect(first(node().device('74a1', '192G', 'spx_nps1').gpus(64))?.memoryGiB).toBeCloseTo(24, 1)
    expect(first(node().device('74a1', '192G').gpus(16))).toMatchObject({ memoryGiB: 191.98 })
  })

  it('are no partition when whole', () => {
    const devices = first(node().device('74a1', '192G', 'spx_nps1').gpus(8, 8, 'amd.com/spx_nps1'))
    expect(devices).toMatchObject({ resource: 'amd.com/spx_nps1', memoryGiB: 191.98 })
    expect(devices).not.toHaveProperty('partition')
  })

  it('of two kinds on one node are two kinds of devices', () => {
    const mixed = node().device('74a1').gpus(4, 4, 'amd.com/spx_nps1').gpus(32, 32, 'amd.com/cpx_nps4')
    expect(
      readNode(mixed.build()).devices.map(({ resource, memoryGiB }) => [resource, Math.round(memoryGiB)]),
    ).toEqual([
      ['amd.com/cpx_nps4', 24],
      ['amd.com/spx_nps1', 192],
    ])
  })
})

describe('a node takes pods', () => {
  it.each([
    ['as it is', mi300x()],
    ['when it is ready', mi300x().condition('Ready', 'True')],
    ['with the taint of GPU nodes', mi300x().taint('amd.com/gpu')],
    ['with a soft taint', mi300x().taint('old', 'PreferNoSchedule')],
    [
      'after a driver upgrade',
      mi300x().label('operator.amd.com/gpu-driver-upgrade-state', 'Upgrade-Complete'),
    ],
    ['in container mode', mi300x().label('amd.com/gpu.mode', 'container')],
    ['after passing its checks', mi300x().label('amd.com/gpu-mesh-validation', 'passed')],
  ])('%s', (_name, builder) => {
    expect(readNode(builder.build()).schedulable).toBe(true)
  })

  it.each([
    ['cordoned', mi300x().cordoned()],
    ['not ready', mi300x().condition('Ready', 'False')],
    ['lost', mi300x().condition('Ready', 'Unknown')],
    ['new, before its first word', mi300x().taint('node.kubernetes.io/not-ready')],
    ['under remediation', mi300x().taint('amd-gpu-unhealthy')],
    ['being repartitioned', mi300x().taint('amd-dcm', 'NoExecute')],
    ['kept for others', mi300x().taint('dedicated')],
    ['being upgraded', mi300x().label('operator.amd.com/gpu-driver-upgrade-state', 'Upgrade-Started')],
    ['passed through to virtual machines', mi300x().label('amd.com/gpu.mode', 'vf-passthrough')],
    ['failed in validation', mi300x().label('amd.com/gpu-hw-acceptance', 'failed')],
  ])('but not when %s', (_name, builder) => {
    const facts = readNode(builder.build())
    expect(facts.schedulable).toBe(false)
    expect(facts.devices).toHaveLength(1)
  })

  it('the taints of a cordon and of a lost node are no more than these', () => {
    const cordoned = mi300x().cordoned()
    const lost = mi300x().condition('Ready', 'Unknown')
    for (const [bare, tainted] of [
      [cordoned.build(), cordoned.taint('node.kubernetes.io/unschedulable').build()],
      [lost.build(), lost.taint('node.kubernetes.io/unreachable', 'NoExecute').build()],
    ] as const)
      expect(readNode(tainted)).toEqual(readNode(bare))
  })
})

describe('whatever is written', () => {
  const word = fc.oneof(
    fc.constantFrom('74a1', '0x74A1', '192G', '196608', 'cpx_nps4', 'AMD_Instinct_MI300X', 'failed', '8'),
    fc.string({ maxLength: 12 }),
  )
  const key = fc
    .tuple(
      fc.constantFrom(
        'amd.com/gpu.',
        'beta.amd.com/gpu.',
        'amd.com/',
        'feature.node.kubernetes.io/aim-accelerator.',
      ),
      fc.constantFrom(
        'device-id',
        'vram',
        'family',
        'product-name',
        'compute-memory-partition',
        'mode',
        'MI300X',
      ),
      fc.oneof(
        fc.constant(''),
        word.map((text) => `.${text}`),
      ),
    )
    .map((parts) => parts.join(''))

  it('a node is read without throwing, and never has more memory than the largest part', () => {
    const largest = Math.max(...accelerators.map(({ memoryGiB }) => memoryGiB))
    fc.assert(
      fc.property(fc.dictionary(key, word), word, fc.string(), (labels, count, odd) => {
        const facts = readNode({
          metadata: { name: 'n', labels },
          status: {
            capacity: { 'amd.com/gpu': count },
            allocatable: { 'amd.com/gpu': odd, 'amd.com/cpx_nps4': count },
          },
        })
        for (const devices of facts.devices) {
          expect(devices.memoryGiB).toBeGreaterThan(0)
          expect(devices.memoryGiB).toBeLessThanOrEqual(largest)
          expect(devices.allocatable).toBeLessThanOrEqual(devices.capacity)
        }
      }),
    )
  })
})
