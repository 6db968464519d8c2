/**
 * Reviews that were read before. An object that is applied again without a change is sent again in the very same words: all but the
 * uid of the review, which an API server writes first.
 * @module
 */
import { Memory } from '../src/vocabulary/memory.ts'
import { isNamed } from './essentials.ts'
import { type AdmissionRequest, type ReadReview, readReview } from './review.ts'

/** Characters of text that are kept, of all reviews together. What is read of them takes some four times as much. */
const most = 2 * 1024 * 1024
/** A longer review is read each time. Characters */
const longest = 32_768

/** As API servers begin, however it is spaced: nothing comes before the uid that could hide another. */
const beginning =
  /^\{\s*(?:"kind":\s*"AdmissionReview",\s*"apiVersion":\s*"admission\.k8s\.io\/v1"|"apiVersion":\s*"admission\.k8s\.io\/v1",\s*"kind":\s*"AdmissionReview"),\s*"request":\s*\{\s*"uid":\s*"([A-Za-z0-9-]{1,64})"/

/** A review as it was read, now or when it first came in these words. */
export interface Recalled {
  /** Of this review. */
  readonly uid: string
  /** Shared by all reviews in these words, whose uids it does not have: nobody may change it. */
  readonly request: AdmissionRequest
  /** It is kept, and given again for the same words. */
  readonly isKept: boolean
}

/** `readReview` with a memory. */
export function recallingReviews(): (body: string) => Recalled | Extract<ReadReview, { problem: string }> {
  const read = new Memory<AdmissionRequest>({ most })
  const readAnew = (body: string) => {
    const now = readReview(body)
    return 'problem' in now ? now : { uid: now.request.uid, request: now.request, isKept: false }
  }
  return (body) => {
    const [start, uid] = (body.length <= longest && beginning.exec(body)) || []
    if (start === undefined || uid === undefined) return readAnew(body)
    const words = body.slice(start.length)
    const before = read.get(words)
    if (before) return { uid, request: before, isKept: true }
    const now = readAnew(body)
    // the last of two equal keys counts: what names the uid once more may mean another
    const mayComeAgain = !('problem' in now) && now.uid === uid && !words.includes(`"${uid}"`)
    if (!mayComeAgain || !isNamed(now.request)) return now
    return { ...now, isKept: read.offer(words, now.request, words.length) }
  }
}
