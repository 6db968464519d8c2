import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { firstLike, recallingReviews } from '../../webhooks/recall-review.ts'
import { type AdmissionRequest, readReview } from '../../webhooks/review.ts'
import { creating, endpoint, withMetadata } from './builders.ts'

/** As an API server writes it: the uid first. */
function written(uid: string, name = 'qwen', more: Readonly<Record<string, unknown>> = {}): string {
  const { uid: _, ...rest } = creating(withMetadata(endpoint(), { name }))
  const request = { uid, ...rest, ...more }
  return JSON.stringify({ kind: 'AdmissionReview', apiVersion: 'admission.k8s.io/v1', request })
}

function requestIn(read: ReturnType<typeof readReview>): AdmissionRequest {
  if (!('request' in read)) throw new Error(read.problem)
  return read.request
}

describe('a review that comes in words read before', () => {
  it('is what it would be if it were read, with its own uid', () => {
    const read = recallingReviews()
    const first = requestIn(read(written('a')))
    const again = requestIn(read(written('b')))
    expect(again).toEqual(requestIn(readReview(written('b'))))
    expect(again.object).toBe(first.object)
    expect(firstLike(again)).toBe(first)
    expect(firstLike(first)).toBe(first)
    const spaced = JSON.stringify(JSON.parse(written('c')), undefined, 1)
    expect(requestIn(read(spaced))).toEqual(requestIn(readReview(spaced)))
    expect(firstLike(requestIn(read(spaced.replace('"c"', '"d"')))).uid).toBe('c')
  })

  it('is no review in other words', () => {
    const read = recallingReviews()
    const first = requestIn(read(written('a')))
    for (const text of [written('a', 'other'), written('a', 'qwen', { dryRun: true })]) {
      expect(requestIn(read(text))).toEqual(requestIn(readReview(text)))
      expect(requestIn(read(text)).object).not.toBe(first.object)
    }
  })

  it('is read, whatever was read before, as if nothing had been', () => {
    const read = recallingReviews()
    const uid = fc.constantFrom('a', 'b', 'c-1', '', '"', '\\', 'x'.repeat(300))
    const tail = fc.constantFrom('', '}', ',"request":{"uid":"a"}}', ',"request":{"uid":"b","kind":{}}}')
    fc.assert(
      fc.property(uid, fc.constantFrom('qwen', 'phi', 'a'), tail, (id, name, end) => {
        const text = written(id, name).replace(/\}$/, end === '' ? '}' : end)
        expect(read(text)).toEqual(readReview(text))
      }),
      { numRuns: 300 },
    )
  })

  it('is remembered within two million characters', () => {
    const read = recallingReviews()
    const texts = Array.from({ length: 150 }, (_, i) =>
      written('a', `n${i}`, { options: 'x'.repeat(20_000) }),
    )
    const objects = texts.map((text) => requestIn(read(text)).object)
    const again = texts.filter((text, i) => requestIn(read(text)).object === objects[i])
    expect(again.length).toBeGreaterThan(50)
    expect(again.join('').length).toBeLessThan(2.2 * 2 ** 20)
  })
})
