import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ApiError, type ApiErrorInit } from '../../src/kube/api-error.ts'
import { defaultRetryPolicy, retryDelay } from '../../src/kube/retry.ts'

const failed = (init: Partial<ApiErrorInit>) =>
  new ApiError({ code: 0, reason: 'Unreachable', message: 'x', ...init })
const reset = failed({ cause: Object.assign(new Error('reset'), { code: 'ECONNRESET' }) })
const refused = failed({ cause: Object.assign(new Error('refused'), { code: 'ECONNREFUSED' }) })
const busy = failed({ code: 429, reason: 'TooManyRequests', retryAfterSeconds: 3 })

const delay = (error: ApiError, { attempt = 1, repeatable = false, random = 0.5 } = {}) =>
  retryDelay(defaultRetryPolicy, error, attempt, repeatable, () => random)

describe('the client tries again', () => {
  it.each([
    ['429, which rejects before anything is done', busy, true, true],
    ['429 without Retry-After', failed({ code: 429 }), true, true],
    ['503 with Retry-After', failed({ code: 503, retryAfterSeconds: 1 }), true, true],
    ['503 without', failed({ code: 503 }), false, true],
    [
      '500 with Retry-After, which may come after the write',
      failed({ code: 500, retryAfterSeconds: 1 }),
      false,
      true,
    ],
    ['500 without', failed({ code: 500 }), false, false],
    ['a refused connection, on which nothing was sent', refused, true, true],
    ['a connection that broke', reset, false, true],
    ['an answer that was cut short', failed({ reason: 'BadAnswer' }), false, true],
    ['a timeout', failed({ reason: 'ClientTimeout' }), false, false],
    ['an abort', failed({ reason: 'Aborted' }), false, false],
    ['404', failed({ code: 404 }), false, false],
    ['409', failed({ code: 409 }), false, false],
    ['422', failed({ code: 422 }), false, false],
  ])('after %s: writes %s, reads %s', (_, error, write, read) => {
    expect(delay(error) !== undefined).toBe(write)
    expect(delay(error, { repeatable: true }) !== undefined).toBe(read)
  })

  it('never before the server said, and a little later so that not all come at once', () => {
    expect(delay(busy)).toBe(3050)
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        fc.integer({ min: 1, max: 4 }),
        (random, attempt) => {
          expect(delay(busy, { random, attempt })).toBeGreaterThanOrEqual(3000)
        },
      ),
    )
  })

  it('not when the server asks for more patience than a caller has', () => {
    expect(delay(failed({ code: 429, retryAfterSeconds: 60 }))).toBeUndefined()
  })

  it('a bounded number of times', () => {
    const delays = [1, 2, 3, 4, 5].map((attempt) => delay(reset, { attempt, repeatable: true }))
    expect(delays).toEqual([50, 100, 200, 400, undefined])
  })
})
