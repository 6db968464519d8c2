import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { byteLength, bytesOf } from '../../webhooks/reply-text.ts'
import { type Answer, respond, reviewOf, reviewText } from '../../webhooks/response.ts'
import { operationsOf } from './builders.ts'

describe('an admission response', () => {
  it('keeps a warning that holds control characters, without them', () => {
    const warnings = ['image "a\u001b[31m\u0085b"\nis\u007f odd']
    expect(respond({ allowed: true, warnings }).warnings).toEqual(['image "a [31m b" is odd'])
  })

  it('keeps to the limits of the API for warnings, whatever they say', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ maxLength: 600, unit: 'binary' }), { maxLength: 40 }), (warnings) => {
        const response = respond({ allowed: true, warnings })
        const kept = response.warnings ?? []
        for (const warning of kept) {
          expect(warning.length).toBeLessThanOrEqual(256)
          expect(warning).not.toMatch(/[\n\r]/)
        }
        expect(kept.join('').length).toBeLessThanOrEqual(4096)
      }),
    )
  })

  it('cuts a warning without tearing a character apart', () => {
    const [warning] = respond({ allowed: true, warnings: [`${'a'.repeat(254)}😀b`] }).warnings ?? []
    expect(warning).toBe(`${'a'.repeat(254)}…`)
  })

  it('has a patch only when there is something to change', () => {
    expect(respond({ allowed: true, operations: [] })).toEqual({ allowed: true })
    const response = respond({ allowed: true, operations: [{ op: 'add', path: '/a', value: 1 }] })
    expect(response.patchType).toBe('JSONPatch')
    expect(operationsOf(response)).toEqual([{ op: 'add', path: '/a', value: 1 }])
  })

  it('tells an invalid object from a refusal and from a failure of ours', () => {
    const status = (denial: 'invalid' | 'forbidden' | 'failed') =>
      respond({ allowed: false, denial, message: 'no' }).status
    expect(status('invalid')).toEqual({ code: 422, reason: 'Invalid', message: 'no' })
    expect(status('forbidden')).toEqual({ code: 403, message: 'no' })
    expect(status('failed')).toEqual({ code: 500, reason: 'InternalError', message: 'no' })
  })

  it('starts a message of several lines on a line of its own', () => {
    const message = (text: string) => respond({ allowed: false, message: text }).status?.message
    expect(message('a\nb')).toBe('\n\na\nb')
    expect(message('\n\na\nb')).toBe('\n\na\nb')
    expect(message('a')).toBe('a')
  })
})

describe('the text of a review', () => {
  it('reads as the review, with a patch and without', () => {
    const answers: Answer[] = [
      { allowed: true },
      { allowed: false, message: 'no', warnings: ['"quoted"'] },
      { allowed: true, audit: { uid: '' } },
      { allowed: true, operations: [{ op: 'add', path: '/a', value: 'ä"\\' }], audit: { decision: 'Fits' } },
    ]
    for (const answer of answers) {
      const response = respond(answer)
      const { patch, ...rest } = response
      const base64 = patch && Buffer.from(patch.subarray(0, -'"}}'.length)).toString()
      const said = base64 === undefined ? {} : { patch: base64 }
      for (const uid of ['7f0e5a10-3b64', 'uid-"1"', 'ü', '']) {
        const text = reviewText(response)(uid)
        const bytes = bytesOf(text)
        expect(bytes.length).toBe(byteLength(text))
        const review = reviewOf(uid, rest)
        expect(JSON.parse(new TextDecoder().decode(bytes))).toEqual({
          ...review,
          response: { ...review.response, ...said },
        })
      }
    }
  })
})
