import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { domainSize, packDomains, spreadOf, takeFrom } from '../../../src/decide/place/domains.ts'

describe('a domain is', () => {
  it.each<[string, string | undefined, number, number]>([
    ['MI300X', undefined, 8, 4],
    ['MI355X', undefined, 8, 4],
    ['MI210', undefined, 8, 4],
    ['MI300X', undefined, 4, 4],
    ['MI300X', undefined, 1, 1],
    ['MI300A', undefined, 4, 4],
    ['MI250', undefined, 8, 2],
    ['MI250X', undefined, 8, 2],
    ['MI300X', 'cpx_nps4', 64, 8],
    ['MI300X', 'dpx_nps2', 16, 2],
    ['RX7900XTX', undefined, 2, 2],
    ['not in the catalog', undefined, 8, 8],
  ])('of %s %s on a node of %i: %i devices', (accelerator, partition, capacity, expected) => {
    expect(domainSize(accelerator, partition, capacity)).toBe(expected)
  })
})

describe('what is held is packed as the device plugin would', () => {
  it.each<[number[], number, number[]]>([
    [[], 0, [4, 4]],
    [[4], 0, [4, 0]],
    [[1, 3], 0, [4, 0]],
    [[2, 2], 0, [4, 0]],
    [[3, 3], 0, [1, 1]],
    [[6], 0, [2, 0]],
    [[2], 1, [4, 1]],
    [[8, 8], 0, [0, 0]],
  ])('%j held and %i broken of two halves leave %j', (held, unhealthy, expected) => {
    expect(packDomains(4, 8, held, unhealthy)).toEqual(expected)
  })

  it('and never loses a device', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(1, 2, 4, 8),
        fc.integer({ min: 1, max: 64 }),
        fc.array(fc.integer({ min: 1, max: 8 }), { maxLength: 8 }),
        fc.integer({ min: 1, max: 8 }),
        (size, capacity, held, count) => {
          const domains = packDomains(size, capacity, held)
          const sum = (list: readonly number[]) => list.reduce((total, each) => total + each, 0)
          expect(sum(domains)).toBe(Math.max(0, capacity - sum(held)))
          expect(sum(takeFrom(domains, count))).toBe(Math.max(0, sum(domains) - count))
          expect(domains).toEqual(domains.toSorted((a, b) => b - a))
          for (const free of domains) expect(free).toBeLessThanOrEqual(size)
        },
      ),
    )
  })

  it('spread counts the domains that are needed', () => {
    expect([1, 2, 3, 4, 5, 7].map((count) => spreadOf([4, 2], count))).toEqual([
      1,
      1,
      1,
      1,
      2,
      Number.POSITIVE_INFINITY,
    ])
  })
})
