/**
 * Reviews that were read before. An object that is applied again without a change is sent again in the very same words: all but the
 * uid of the review, which an API server writes first.
 * @module
 */
import { Buffer } from 'node:buffer'
import { Memory } from '../src/vocabulary/memory.ts'
import { textOf } from './body.ts'
import { isNamed } from './essentials.ts'
import { type AdmissionRequest, type ReadReview, readReview } from './review.ts'

/** Bytes of reviews that are kept, of all together. What is read of them, and what is answered, takes some six times as much. */
const most = 1.5 * 1024 * 1024
/** A longer review is read each time. Bytes */
const longest = 32_768

/** A review as it was read, now or when it first came in these words. */
export interface Recalled {
  /** Of this review. */
  readonly uid: string
  /** Shared by all reviews in these words, whose uids it does not have: nobody may change it. */
  readonly request: AdmissionRequest
  /** It is kept, and given again for the same words. */
  readonly isKept: boolean
}

interface Entry {
  readonly request: AdmissionRequest
  bytes: Buffer
  readonly uid: Span
}

/** From a byte up to another. */
interface Span {
  readonly from: number
  readonly to: number
}

/** `readReview` with a memory; takes UTF-8. */
export function recallingReviews(): (body: Buffer) => Recalled | Extract<ReadReview, { problem: string }> {
  const read = new Memory<Entry, number>({ most })
  const readAnew = (body: Buffer) => {
    const now = readReview(textOf(body))
    return 'problem' in now ? now : { uid: now.request.uid, request: now.request, isKept: false }
  }
  return (body) => {
    const found = body.length <= longest ? firstUid(body) : undefined
    if (found === undefined) return readAnew(body)
    const uid = body.toString('latin1', found.from, found.to)
    const key = hashOf(body, found)
    const known = read.get(key)
    if (known !== undefined && isSame(body, found, known))
      return { uid, request: known.request, isKept: true }
    const now = readAnew(body)
    // another object's uid, or one of several: the last of equal keys counts, so what names it once more may mean another
    const isSure = !('problem' in now) && now.uid === uid && !body.includes(`"${uid}"`, found.to + 1)
    if (!isSure || !isNamed(now.request)) return now
    const entry: Entry = { request: now.request, bytes: body, uid: found }
    const isKept = read.offer(key, entry, body.length)
    if (isKept) entry.bytes = ownCopy(body)
    return { ...now, isKept }
  }
}

const quote = 0x22
const uidKey = '"uid":'
const longestUid = 64

/** The first uid in a review; as API servers write it, that is the request's. */
function firstUid(body: Buffer): Span | undefined {
  const key = body.indexOf(uidKey)
  if (key < 0) return undefined
  let from = key + uidKey.length
  while (isBlank(body[from])) from++
  if (body[from++] !== quote) return undefined
  let to = from
  while (isOfUid(body[to])) to++
  const length = to - from
  return body[to] === quote && length > 0 && length <= longestUid ? { from, to } : undefined
}

/** JSON's own blanks: a text that is none stays none. */
const isBlank = (byte: number | undefined) => byte === 0x20 || byte === 0x09 || byte === 0x0a || byte === 0x0d

/** Letters, digits and hyphens. */
function isOfUid(byte = 0): boolean {
  const letter = byte | 0x20
  return (letter >= 0x61 && letter <= 0x7a) || (byte >= 0x30 && byte <= 0x39) || byte === 0x2d
}

/** Of everything but the uid and the last bytes before it and of all. */
function hashOf(body: Buffer, uid: Span): number {
  const view = new DataView(body.buffer, body.byteOffset, body.length)
  const before = hashed(view, body.length, 0, uid.from)
  return hashed(view, before, uid.to, body.length)
}

/** FNV-1a's step, by words, in two lanes for the processor's sake. */
function hashed(view: DataView, seed: number, from: number, to: number): number {
  let even = seed
  let odd = to - from
  for (let at = from; at + 8 <= to; at += 8) {
    even = Math.imul(even ^ view.getInt32(at, true), 0x01000193)
    odd = Math.imul(odd ^ view.getInt32(at + 4, true), 0x01000193)
  }
  return even ^ odd
}

function isSame(body: Buffer, uid: Span, { bytes, uid: before }: Entry): boolean {
  return (
    uid.from === before.from &&
    body.length - uid.to === bytes.length - before.to &&
    body.compare(bytes, 0, before.from, 0, uid.from) === 0 &&
    body.compare(bytes, before.to, bytes.length, uid.to, body.length) === 0
  )
}

/** Not a part of what a socket reads into, which would stay as long. */
function ownCopy(bytes: Buffer): Buffer {
  const copy = Buffer.allocUnsafeSlow(bytes.length)
  bytes.copy(copy)
  return copy
}
