import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { CachePlan } from '../../../src/decide/fit/cache/plan.ts'
import { marginalHeadroom, shortestUseful } from '../../../src/decide/fit/judge.ts'
import { usefulLength } from '../../../src/decide/fit/length.ts'

const GiB = 2 ** 30
/** One token takes a MiB, so a GiB holds 1,024. */
const perToken = 2 ** 20
const held = (bytes: number) => Math.max(0, Math.floor(bytes / perToken))
const plan: Pick<CachePlan, 'longestRequest'> = {
  longestRequest: (pools, limit) =>
    Math.min(limit, ...(typeof pools === 'number' ? [pools] : pools).map(held)),
}
const total = 100

const chosen = (poolGiB: number, limit = 131_072) =>
  usefulLength(plan as CachePlan, [poolGiB * GiB], total, limit, held(poolGiB * GiB))

describe('the length where nobody set one', () => {
  it("is the model's maximum when it leaves head-room", () => {
    expect(chosen(total, 40_960)).toBe(40_960)
  })

  it('is the longest that leaves head-room, in whole thousands', () => {
    expect(chosen(30.7)).toBe((30 - total * marginalHeadroom) * 1024)
  })

  it('is the longest that fits at all where none leaves head-room', () => {
    expect(chosen(4.5)).toBe(4096)
  })

  it('is the maximum when not even a short request fits: the refusal is about that', () => {
    expect(chosen(1)).toBe(131_072)
  })

  it('is the maximum of a model whose maximum is short, however little more is held', () => {
    expect(chosen(0.501, 512)).toBe(512)
  })

  it('is never longer than the maximum, and fits unless it is the maximum', () => {
    const limits = fc.integer({ min: 512, max: 1_048_576 })
    fc.assert(
      fc.property(fc.double({ min: 0, max: 90, noNaN: true }), limits, (pool, limit) => {
        const length = chosen(pool, limit)
        expect(length).toBeLessThanOrEqual(limit)
        if (length < limit) expect(length).toBeLessThanOrEqual(held(pool * GiB))
        if (length < limit) expect(length).toBeGreaterThanOrEqual(Math.min(limit, shortestUseful))
      }),
    )
  })
})
