import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  acceleratorByDeviceId,
  acceleratorByName,
  acceleratorRank,
  accelerators,
  instinctAccelerators,
  partitionMemoryGiB,
} from '../../src/catalog/accelerators.ts'

describe('the table', () => {
  it.each(accelerators.map((part) => [part.name, part] as const))('%s is consistent', (_name, part) => {
    expect(part.memoryGiB).toBeLessThanOrEqual(part.nominalGiB)
    expect(part.virtualMemoryGiB ?? part.memoryGiB).toBeLessThanOrEqual(part.memoryGiB)
    expect(part.devicesPerNode % part.devicesPerCard).toBe(0)
    expect(part.source).not.toBe('')
    expect(part.formats.filter((format) => part.weightOnlyFormats.includes(format))).toEqual([])
    expect(part.vendor === 'amd').toBe(part.gfx !== '')
    for (const { name, devices } of part.partitions) {
      // the number of memory partitions may not exceed the number of compute partitions
      expect(Number(/nps(\d)$/.exec(name)?.[1]), name).toBeLessThanOrEqual(devices)
      expect(partitionMemoryGiB(part, name)).toBeCloseTo(part.memoryGiB / devices)
    }
  })

  it('has no name twice, and no device id twice except where memory tells the products apart', () => {
    expect(new Set(accelerators.map(({ name }) => name)).size).toBe(accelerators.length)
    const keys = accelerators.flatMap((part) =>
      [...part.deviceIds, ...part.virtualDeviceIds].map((id) => `${id} ${part.nominalGiB}`),
    )
    expect(new Set(keys).size).toBe(keys.length)
  })

  it('counts half a card as a device on MI250', () => {
    expect(acceleratorByName('mi250x')).toMatchObject({
      memoryGiB: 63.98,
      devicesPerCard: 2,
      devicesPerNode: 8,
    })
  })

  it('knows which part computes in which format', () => {
    const computes = (name: string, format: 'fp8' | 'fp4') =>
      acceleratorByName(name)?.formats.includes(format)
    expect(computes('MI355X', 'fp4')).toBe(true)
    expect(computes('MI300X', 'fp4')).toBe(false)
    expect(computes('MI300X', 'fp8')).toBe(true)
    expect(computes('MI250', 'fp8')).toBe(false)
    expect(acceleratorByName('MI250')?.weightOnlyFormats).toContain('fp8')
  })
})

describe('look-up', () => {
  it('by name ignores case', () => {
    expect(acceleratorByName('Mi300x')?.name).toBe('MI300X')
    expect(acceleratorByName('MI300')).toBeUndefined()
  })

  it('by device id takes any spelling, and says whether it is a virtual function', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...accelerators),
        fc.boolean(),
        fc.boolean(),
        fc.nat(),
        (part, upper, hex, pick) => {
          const ids = [...part.deviceIds, ...part.virtualDeviceIds]
          if (ids.length === 0) return
          const id = ids[pick % ids.length] ?? ''
          const found = acceleratorByDeviceId(
            `${hex ? '0x' : ''}${upper ? id.toUpperCase() : id}`,
            part.nominalGiB,
          )
          expect(found).toEqual({ accelerator: part, virtual: part.virtualDeviceIds.includes(id) })
        },
      ),
    )
  })

  it('does not guess between products of one id', () => {
    expect(acceleratorByDeviceId('744c')).toBeUndefined()
    expect(acceleratorByDeviceId('744c', 16)?.accelerator.name).toBe('RX7900GRE')
    expect(acceleratorByDeviceId('dead')).toBeUndefined()
  })
})

describe('rank', () => {
  it('puts the newer and larger Instinct parts first, from their data', () => {
    const byRank = instinctAccelerators
      .toSorted((a, b) => acceleratorRank(b) - acceleratorRank(a))
      .map(({ name }) => name)
    expect(new Set(byRank.slice(0, 2))).toEqual(new Set(['MI355X', 'MI350X']))
    expect(byRank.slice(2, 5)).toEqual(['MI325X', 'MI300X', 'MI308X'])
    expect(byRank.slice(-4)).toEqual(['MI250X', 'MI250', 'MI210', 'MI100'])
  })

  it('grows with memory, bandwidth and formats, whatever the part is called', () => {
    const part = fc.constantFrom(...accelerators)
    fc.assert(
      fc.property(part, fc.double({ min: 1.01, max: 4, noNaN: true }), (base, more) => {
        const rank = acceleratorRank(base)
        expect(acceleratorRank({ ...base, memoryGiB: base.memoryGiB * more })).toBeGreaterThan(rank)
        expect(acceleratorRank({ ...base, bandwidthTBps: base.bandwidthTBps * more })).toBeGreaterThan(rank)
        expect(acceleratorRank({ ...base, formats: [...base.formats, 'fp4'] })).toBeGreaterThan(rank)
        expect(acceleratorRank({ ...base, name: 'x', gfx: 'y', source: 'z' })).toBe(rank)
      }),
    )
  })
})
