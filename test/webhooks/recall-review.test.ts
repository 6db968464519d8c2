import { Buffer } from 'node:buffer'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { recallingReviews } from '../../webhooks/recall-review.ts'
import { type AdmissionRequest, readReview } from '../../webhooks/review.ts'
import { creating, endpoint, withMetadata } from './builders.ts'

/** As an API server writes it: the uid first. */
function written(uid: string, name = 'qwen', more: Readonly<Record<string, unknown>> = {}): string {
  const { uid: _, ...rest } = creating(withMetadata(endpoint(), { name }))
  const request = { uid, ...rest, ...more }
  return JSON.stringify({ kind: 'AdmissionReview', apiVersion: 'admission.k8s.io/v1', request })
}

type Read = ReturnType<ReturnType<typeof recallingReviews>>

/** Of texts, each in memory that is used for something else afterwards. */
function recalling(): (text: string) => Read {
  const recall = recallingReviews()
  return (text) => {
    const bytes = Buffer.from(text)
    const read = recall(bytes)
    bytes.fill('#')
    return read
  }
}

function requestIn(read: Read): AdmissionRequest {
  if ('problem' in read) throw new Error(read.problem)
  return read.request
}

/** As if nothing had been read before. */
function readAnew(text: string): unknown {
  const read = readReview(text)
  return 'problem' in read ? read : { uid: read.request.uid, request: withoutUid(read.request) }
}

/** What a recollection says of its review. */
function told(read: Read): unknown {
  return 'problem' in read ? read : { uid: read.uid, request: withoutUid(read.request) }
}

const withoutUid = (request: AdmissionRequest) => ({ ...request, uid: undefined })

describe('a review that comes in words read before', () => {
  it('is what it would be if it were read, with its own uid', () => {
    const read = recalling()
    const first = read(written('a'))
    const again = read(written('b'))
    expect(told(again)).toEqual(readAnew(written('b')))
    expect(requestIn(again)).toBe(requestIn(first))
    expect([first, again]).toMatchObject([{ isKept: true }, { isKept: true }])
    const spaced = JSON.stringify(JSON.parse(written('c')), undefined, 1)
    expect(told(read(spaced))).toEqual(readAnew(spaced))
    expect(requestIn(read(spaced.replace('"c"', '"d"'))).uid).toBe('c')
  })

  it('is JSON to the letter: another blank before the uid is none of its own', () => {
    const read = recalling()
    read(written('a'))
    for (const blank of ['\uFEFF', '\u00A0', '\f']) {
      const text = written('b').replace('"uid":', `"uid":${blank}`)
      expect(told(read(text))).toEqual(readAnew(text))
    }
  })

  it('is read each time while its object has no name, as its uid tells it apart', () => {
    const read = recalling()
    for (const uid of ['a', 'b']) {
      const review = read(written(uid, ''))
      expect(review).toMatchObject({ isKept: false, request: { uid } })
    }
  })

  it('is one that does not begin as an API server would, too', () => {
    const read = recalling()
    const { request, ...rest } = JSON.parse(written('a'))
    const { uid, ...others } = request
    for (const text of [
      JSON.stringify({ ...rest, request: { ...others, uid } }),
      JSON.stringify({ request, ...rest }),
    ]) {
      const first = requestIn(read(text))
      expect(requestIn(read(text.replace('"a"', '"b"')))).toBe(first)
    }
  })

  it('is no review in words that differ in their midst', () => {
    const read = recalling()
    const noted = (image: string) => written('a', 'qwen', { options: [...Array(99).fill(image), 'end'] })
    for (const image of ['v1', 'v2', 'v1', 'v1'])
      expect(told(read(noted(image)))).toEqual(readAnew(noted(image)))
    const kept = ['v1', 'v2'].map((image) => requestIn(read(noted(image))))
    expect(['v1', 'v2'].map((image) => requestIn(read(noted(image))))).toEqual(kept)
    expect(requestIn(read(noted('v1')))).toBe(kept[0])
  })

  it('is no review in other words', () => {
    const read = recalling()
    const first = requestIn(read(written('a')))
    for (const text of [written('a', 'other'), written('a', 'qwen', { dryRun: true })]) {
      expect(told(read(text))).toEqual(readAnew(text))
      expect(requestIn(read(text))).not.toBe(first)
    }
  })

  it('is read, whatever was read before, as if nothing had been', () => {
    const read = recalling()
    const uid = fc.constantFrom('a', 'b', 'c-1', '', '"', '\\', 'x'.repeat(300))
    const tail = fc.constantFrom('', '}', ',"request":{"uid":"a"}}', ',"request":{"uid":"b","kind":{}}}')
    fc.assert(
      fc.property(uid, fc.constantFrom('qwen', 'phi', 'a'), tail, (id, name, end) => {
        const text = written(id, name).replace(/\}$/, end === '' ? '}' : end)
        expect(told(read(text))).toEqual(readAnew(text))
      }),
      { numRuns: 300 },
    )
  })

  it('is remembered within a 1.5 MiB', () => {
    const read = recalling()
    const texts = Array.from({ length: 300 }, (_, i) =>
      written('a', `n${i}`, { options: 'x'.repeat(20_000) }),
    )
    const objects = texts.map((text) => requestIn(read(text)).object)
    const again = texts.filter((text, i) => requestIn(read(text)).object === objects[i])
    expect(again.length).toBeGreaterThan(60)
    expect(again.join('').length).toBeLessThan(1.6 * 2 ** 20)
  })
})
