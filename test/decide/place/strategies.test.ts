import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { brokenBlock } from '../../../src/decide/place/strategies.ts'

describe('the block that is broken', () => {
  it.each([
    [1, 1, 1],
    [3, 1, 1],
    [5, 1, 1],
    [2, 1, 2],
    [6, 1, 2],
    [4, 1, 4],
    [8, 1, 8],
    [6, 2, 2],
    [4, 2, 4],
    [7, 4, 4],
    [8, 4, 8],
    [7, 3, 2],
    [3, 3, 2],
    [4, 3, 4],
  ])('of %i free by taking %i is of %i', (free, count, expected) => {
    expect(brokenBlock(free, count)).toBe(expected)
  })

  it('is never smaller than the largest power of two in what is taken, and no larger block changes', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1024 }), fc.integer({ min: 1, max: 1024 }), (a, b) => {
        const [free, count] = [Math.max(a, b), Math.min(a, b)]
        const broken = brokenBlock(free, count)
        expect(broken * 2).toBeGreaterThan(count)
        expect(Math.floor(free / (broken * 2))).toBe(Math.floor((free - count) / (broken * 2)))
      }),
    )
  })
})
