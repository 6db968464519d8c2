import { describe, expect, it } from 'vitest'
import { seededRandom } from '../../../src/decide/place/seeded-random.ts'

const first = (seed: string, count: number) => {
  const random = seededRandom(seed)
  return Array.from({ length: count }, () => random())
}

describe('seeded numbers', () => {
  it('are the same for the same seed and others for another', () => {
    expect(first('a', 5)).toEqual(first('a', 5))
    expect(first('a', 5)).not.toEqual(first('b', 5))
  })

  it('are spread evenly, over one stream and over the first numbers of many', () => {
    for (const numbers of [
      first('x', 10_000),
      Array.from({ length: 10_000 }, (_, i) => first(`uid-${i}`, 1)[0] ?? -1),
    ]) {
      const tenths = Map.groupBy(numbers, (number) => Math.floor(number * 10))
      expect([...tenths.keys()].sort()).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
      for (const tenth of tenths.values()) expect(Math.abs(tenth.length - 1000)).toBeLessThan(200)
    }
  })
})
