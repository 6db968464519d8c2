import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { RateLimiter } from '../../src/kube/rate-limit.ts'
import { ManualClock } from './manual-clock.ts'

describe('a rate limit', () => {
  it('lets a burst through at once and then one request at a time', () => {
    const limiter = new RateLimiter({ requestsPerSecond: 10, burst: 3 }, new ManualClock())
    expect([1, 2, 3, 4, 5].map(() => limiter.reserve())).toEqual([0, 0, 0, 100, 200])
  })

  it('gives a rest back, but no more than a burst of it', () => {
    const clock = new ManualClock()
    const limiter = new RateLimiter({ requestsPerSecond: 10, burst: 2 }, clock)
    for (let n = 0; n < 4; n++) limiter.reserve()
    clock.advance(60_000)
    expect([1, 2, 3].map(() => limiter.reserve())).toEqual([0, 0, 100])
  })

  it('wakes who waits in the order they came', async () => {
    const clock = new ManualClock()
    const limiter = new RateLimiter({ requestsPerSecond: 1, burst: 1 }, clock)
    const sent: string[] = []
    const all = ['a', 'b', 'c'].map((name) => limiter.take().then(() => sent.push(name)))
    clock.advance(1000)
    await all[1]
    expect(sent).toEqual(['a', 'b'])
    clock.advance(1000)
    await Promise.all(all)
    expect(sent).toEqual(['a', 'b', 'c'])
  })

  it('never lets more through than rate and burst allow, whenever they are asked for', () => {
    const pauses = fc.array(fc.integer({ min: 0, max: 500 }), { minLength: 1, maxLength: 60 })
    fc.assert(
      fc.property(
        pauses,
        fc.integer({ min: 1, max: 50 }),
        fc.integer({ min: 1, max: 10 }),
        (waits, requestsPerSecond, burst) => {
          const clock = new ManualClock()
          const limiter = new RateLimiter({ requestsPerSecond, burst }, clock)
          const sentAt = waits.map((pause) => {
            clock.advance(pause)
            return clock.now() + limiter.reserve()
          })
          for (const [first, from] of sentAt.entries()) {
            for (const [last, to] of sentAt.entries()) {
              if (last < first) continue
              const allowed = burst + ((to - from) / 1000) * requestsPerSecond
              expect(last - first + 1).toBeLessThanOrEqual(allowed + 1e-6)
            }
          }
        },
      ),
    )
  })

  it.each([{ requestsPerSecond: 0 }, { requestsPerSecond: Number.NaN }, { requestsPerSecond: 5, burst: 0 }])(
    'that lets nothing through is refused: %o',
    (limit) => {
      expect(() => new RateLimiter(limit, new ManualClock())).toThrow(RangeError)
    },
  )
})
