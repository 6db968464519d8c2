/**
 * Reviews that were read before. An object that is applied again without a change is sent again in the very same words: all but the
 * uid of the review, which an API server writes first.
 * @module
 */
import { Memory } from '../src/vocabulary/memory.ts'
import { isNamed } from './essentials.ts'
import { type AdmissionRequest, type ReadReview, readReview } from './review.ts'

/** Characters of text that are kept, of all reviews together. What is read of them, and what is answered, takes some eight times as much. */
const most = 1024 * 1024
/** A longer review is read each time. Characters */
const longest = 32_768

/** The first uid in a review; as API servers write it, that is the request's. Blanks are JSON's own: a text that is none stays none. */
const firstUid = /"uid":[ \t\n\r]*"([A-Za-z0-9-]{1,64})"/

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
  /** What stood around the uid. */
  readonly before: string
  readonly after: string
}

/** `readReview` with a memory. */
export function recallingReviews(): (body: string) => Recalled | Extract<ReadReview, { problem: string }> {
  const read = new Memory<Entry>({ most })
  const readAnew = (body: string) => {
    const now = readReview(body)
    return 'problem' in now ? now : { uid: now.request.uid, request: now.request, isKept: false }
  }
  return (body) => {
    const found = body.length <= longest ? firstUid.exec(body) : null
    const uid = found?.[1]
    if (found === null || uid === undefined) return readAnew(body)
    const before = body.slice(0, found.index)
    const after = body.slice(found.index + found[0].length)
    const key = sampleOf(after)
    const known = read.get(key)
    if (known?.after === after && known.before === before)
      return { uid, request: known.request, isKept: true }
    const now = readAnew(body)
    // another object's uid, or one of several: the last of equal keys counts, so what names it once more may mean another
    const isSure = !('problem' in now) && now.uid === uid && !after.includes(`"${uid}"`)
    if (!isSure || !isNamed(now.request)) return now
    return { ...now, isKept: read.offer(key, { request: now.request, before, after }, body.length) }
  }
}

/** Hashing all of a text takes longer than comparing it. Name and namespace tell most reviews apart; API servers write them together. */
function sampleOf(text: string): string {
  const names = Math.max(0, text.indexOf('"name":'))
  return `${text.length} ${text.slice(names, names + 192)}${text.slice(-64)}`
}
