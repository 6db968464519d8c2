import { describe, expect, it } from 'vitest'
import { ApiError, apiErrorOf, isConflict, isGone, isNotFound, isRefusal } from '../../src/kube/api-error.ts'

describe('an API error', () => {
  it('carries what the server explained', () => {
    const causes = [
      { reason: 'FieldManagerConflict', message: 'conflict with "hpa"', field: '.spec.replicas' },
    ]
    const error = apiErrorOf('PATCH /x', 409, {
      reason: 'Conflict',
      message: 'Apply failed',
      details: { causes },
    })
    expect(error).toMatchObject({ code: 409, reason: 'Conflict', message: 'Apply failed', causes })
  })

  it('takes the wait from the header, else from the body', () => {
    const body = { reason: 'TooManyRequests', details: { retryAfterSeconds: 7 } }
    expect(apiErrorOf('GET /x', 429, body, '2').retryAfterSeconds).toBe(2)
    expect(apiErrorOf('GET /x', 429, body).retryAfterSeconds).toBe(7)
    expect(apiErrorOf('GET /x', 429, {}, 'Wed, 21 Oct 2026 07:28:00 GMT').retryAfterSeconds).toBeUndefined()
  })

  it.each([
    [
      'text of a proxy',
      'upstream connect error',
      503,
      'ServiceUnavailable',
      'GET /x answered 503: upstream connect error',
    ],
    ['nothing', '', 410, 'Gone', 'GET /x answered 410'],
    ['JSON of another kind', { reason: 7 }, 418, 'Unknown', 'GET /x answered 418'],
    ['null', null, 404, 'NotFound', 'GET /x answered 404'],
  ])('says something useful about %s', (_, body, code, reason, message) => {
    expect(apiErrorOf('GET /x', code, body)).toMatchObject({ code, reason, message })
  })

  it('is told apart by its code, and only when it is one', () => {
    const error = (code: number) => new ApiError({ code, reason: '', message: '' })
    expect([isNotFound(error(404)), isConflict(error(409)), isGone(error(410))]).toEqual([true, true, true])
    expect([isNotFound(error(410)), isConflict({ code: 409 }), isGone(undefined)]).toEqual([
      false,
      false,
      false,
    ])
  })

  it('is a refusal where the same request would be answered alike', () => {
    const codes = [0, 400, 401, 403, 404, 409, 422, 429, 500, 503]
    const refused = codes.filter((code) => isRefusal(new ApiError({ code, reason: '', message: '' })))
    expect(refused).toEqual([400, 403, 422])
    expect(isRefusal({ code: 403 })).toBe(false)
  })
})
