import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { backoffCapSeconds, nextBackoff } from '../../../src/controllers/gpu-workload/next-backoff.ts'

const bases = fc.integer({ min: 1, max: 300 })
const attempts = fc.nat(40)
const randoms = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })

describe('nextBackoff', () => {
  it('waits one base before the first retry, and at most a tenth more', () => {
    expect(nextBackoff(30, 0, () => 0)).toBe(30)
    expect(nextBackoff(30, 0, () => 0.5)).toBe(31.5)
    expect(nextBackoff(300, 0, () => 0.9)).toBe(300)
  })

  it('doubles until the cap, and is spread there too', () => {
    expect([1, 2, 3].map((attempt) => nextBackoff(30, attempt, () => 0))).toEqual([60, 120, 240])
    expect(nextBackoff(30, 9, () => 0)).toBeLessThan(nextBackoff(30, 9, () => 0.9))
  })

  it('is never above the cap and never below one base, jitter included', () => {
    fc.assert(
      fc.property(bases, attempts, randoms, (base, attempt, random) => {
        const wait = nextBackoff(base, attempt, () => random)
        expect(wait).toBeLessThanOrEqual(backoffCapSeconds)
        expect(wait).toBeGreaterThanOrEqual(base)
      }),
    )
  })

  it('is for every draw at least what it was an attempt before', () => {
    fc.assert(
      fc.property(bases, attempts, randoms, (base, attempt, random) => {
        const [now, next] = [attempt, attempt + 1].map((each) => nextBackoff(base, each, () => random))
        expect(next).toBeGreaterThanOrEqual((now ?? 0) - 1e-9)
      }),
    )
  })
})
