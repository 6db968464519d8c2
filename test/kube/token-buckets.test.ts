import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { TokenBuckets } from '../../src/kube/token-buckets.ts'
import { ManualClock } from './manual-clock.ts'

function buckets(burst: number, refillMs: number, capacity = 10) {
  const clock = new ManualClock()
  return { clock, buckets: new TokenBuckets({ burst, refillMs, capacity, clock }) }
}

describe('token buckets', () => {
  it('allow a burst, then one at a time as it refills', () => {
    const { clock, buckets: limit } = buckets(2, 1000)
    const takes = () => [limit.take('a'), limit.take('a'), limit.take('a')]
    expect(takes()).toEqual([true, true, false])
    clock.advance(1000)
    expect(takes()).toEqual([true, false, false])
    clock.advance(60_000)
    expect(takes()).toEqual([true, true, false])
  })

  it('are one for each key, and forget the one used longest ago', () => {
    const { buckets: limit } = buckets(1, 1000, 2)
    expect([limit.take('a'), limit.take('b'), limit.take('a')]).toEqual([true, true, false])
    limit.take('c')
    expect([limit.take('a'), limit.take('b')]).toEqual([false, true])
  })

  it('never allow more than the burst and what has refilled', () => {
    const waits = fc.array(fc.integer({ min: 0, max: 300 }), { maxLength: 100 })
    fc.assert(
      fc.property(waits, fc.integer({ min: 1, max: 5 }), (steps, burst) => {
        const { clock, buckets: limit } = buckets(burst, 100)
        const allowed = steps.filter((ms) => {
          clock.advance(ms)
          return limit.take('a')
        }).length
        expect(allowed).toBeLessThanOrEqual(burst + clock.now() / 100)
      }),
    )
  })
})
