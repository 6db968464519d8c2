import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { nextAttemptSeconds, secondsUntil } from '../../../src/controllers/model-cache/next-attempt.ts'
import { type Outcome, outcomes } from '../../../src/vocabulary/model-files/outcome.ts'
import { later, start } from './builders.ts'

describe('the wait before the next attempt', () => {
  it('is an hour where somebody has to change something first, however often', () => {
    for (const outcome of ['NotFound', 'AuthRequired', 'SourceForbidden', 'BadInput'] as const)
      for (const failures of [1, 2, 50])
        expect(nextAttemptSeconds(outcome, failures, undefined, 0)).toBe(3600)
  })

  it('is short after an end that resumes, and doubles up to ten minutes', () => {
    const waits = [1, 2, 3, 20].map((failures) => nextAttemptSeconds('Interrupted', failures, undefined, 0))
    expect(waits).toEqual([10, 20, 40, 600])
    expect(nextAttemptSeconds('Unknown', 1, undefined, 0)).toBe(10)
  })

  it('is what the source asks for, where that is longer, up to a day', () => {
    expect(nextAttemptSeconds('RateLimited', 1, 900, 0)).toBe(900)
    expect(nextAttemptSeconds('RateLimited', 1, 5, 0)).toBe(60)
    expect(nextAttemptSeconds('RateLimited', 1, 10 ** 9, 0)).toBe(86_400)
  })

  it('never shrinks with more failures, and never is nothing', () => {
    const outcome = fc.constantFrom(...(Object.keys(outcomes) as Outcome[]))
    fc.assert(
      fc.property(outcome, fc.integer({ min: 1, max: 500 }), fc.nat(100_000), (word, failures, asked) => {
        const wait = nextAttemptSeconds(word, failures, asked, 0)
        expect(wait).toBeGreaterThan(0)
        expect(nextAttemptSeconds(word, failures + 1, asked, 0)).toBeGreaterThanOrEqual(wait)
        expect(nextAttemptSeconds(word, failures, asked, 1)).toBeLessThanOrEqual(Math.ceil(wait * 1.1))
      }),
    )
  })
})

describe('a time that a status names', () => {
  it('is so many seconds away, and due when it has passed', () => {
    expect(secondsUntil(later(30).toISOString(), start)).toBe(30)
    expect(secondsUntil(start.toISOString(), later(30))).toBe(0)
  })

  it('is due where only a clock that was set back explains it', () => {
    expect(secondsUntil(later(3 * 86_400).toISOString(), start)).toBe(0)
    expect(secondsUntil('not a time', start)).toBe(0)
  })
})
