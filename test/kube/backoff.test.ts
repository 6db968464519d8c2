import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { backoffCeiling, backoffDelay } from '../../src/kube/backoff.ts'
import { defaultBackoff } from '../../src/kube/queue.ts'

const backoffs = fc
  .tuple(fc.integer({ min: 1, max: 10_000 }), fc.integer({ min: 0, max: 10_000_000 }))
  .map(([baseMs, more]) => ({ baseMs, capMs: baseMs + more }))
const failures = fc.nat({ max: 5000 })
const chance = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })

describe('backoff', () => {
  it('is never negative and never above the cap', () => {
    fc.assert(
      fc.property(backoffs, failures, chance, (backoff, count, random) => {
        const delay = backoffDelay(backoff, count, () => random)
        expect(delay).toBeGreaterThanOrEqual(0)
        expect(delay).toBeLessThanOrEqual(backoff.capMs)
      }),
    )
  })

  it('is expected to be no shorter after one failure more', () => {
    fc.assert(
      fc.property(backoffs, failures, chance, (backoff, count, random) => {
        const delayAfter = (failed: number) => backoffDelay(backoff, failed, () => random)
        expect(delayAfter(count + 1)).toBeGreaterThanOrEqual(delayAfter(count))
      }),
    )
  })

  it('doubles its ceiling up to the cap', () => {
    const ceilings = [0, 1, 2, 10, 11, 12, 2000].map((count) => backoffCeiling(defaultBackoff, count))
    expect(ceilings).toEqual([200, 400, 800, 204_800, 300_000, 300_000, 300_000])
  })

  it('uses the whole range below the ceiling', () => {
    expect(backoffDelay(defaultBackoff, 3, () => 0)).toBe(0)
    expect(backoffDelay(defaultBackoff, 3, () => 0.5)).toBe(800)
  })
})
