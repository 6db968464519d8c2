import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SortedNames } from '../../../src/decide/place/sorted-names.ts'

describe('sorted names', () => {
  it('are a set in order, whatever came and went', () => {
    const step = fc.record({ add: fc.boolean(), name: fc.integer({ min: 0, max: 40 }).map((n) => `n${n}`) })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
        const names = new SortedNames()
        const expected = new Set<string>()
        for (const { add, name } of steps) {
          if (add) names.add(name)
          else names.delete(name)
          if (add) expected.add(name)
          else expected.delete(name)
        }
        expect([...names.values()]).toEqual([...expected].sort())
        expect(names.size).toBe(expected.size)
      }),
    )
  })

  it('are found by rank over many chunks', () => {
    const names = new SortedNames()
    const all = Array.from({ length: 2000 }, (_, i) => `n${String((i * 7919) % 2000).padStart(4, '0')}`)
    for (const name of all) names.add(name)
    const sorted = all.toSorted()
    expect([0, 1, 255, 256, 1000, 1999].map((rank) => names.at(rank))).toEqual(
      [0, 1, 255, 256, 1000, 1999].map((rank) => sorted[rank]),
    )
    for (const name of sorted.filter((_, i) => i % 3 > 0)) names.delete(name)
    expect([...names.values()]).toEqual(sorted.filter((_, i) => i % 3 === 0))
    expect(names.at(names.size)).toBeUndefined()
  })
})
