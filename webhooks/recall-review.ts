/**
 * Reviews that were read before. An object that is applied again without a change is sent again in the very same words: all but the
 * uid of the review, which an API server writes first.
 * @module
 */
import { Memory } from '../src/vocabulary/memory.ts'
import { type AdmissionRequest, type ReadReview, readReview } from './review.ts'

/** Characters of text that are kept, of all reviews together. What is read of them takes some four times as much. */
const most = 2 * 1024 * 1024
/** A longer review is read each time. Characters */
const longest = 32_768

/** As API servers begin, however it is spaced: nothing comes before the uid that could hide another. */
const beginning =
  /^\{\s*(?:"kind":\s*"AdmissionReview",\s*"apiVersion":\s*"admission\.k8s\.io\/v1"|"apiVersion":\s*"admission\.k8s\.io\/v1",\s*"kind":\s*"AdmissionReview"),\s*"request":\s*\{\s*"uid":\s*"([A-Za-z0-9-]{1,64})"/

const likes = new WeakMap<AdmissionRequest, AdmissionRequest>()

/** The first request that came in the words of this one; itself when it was the first. They differ in nothing but the uid. */
export function firstLike(request: AdmissionRequest): AdmissionRequest {
  return likes.get(request) ?? request
}

/** `readReview` with a memory. What it gives is shared by all who ask: nobody may change it. */
export function recallingReviews(): (body: string) => ReadReview {
  const read = new Memory<AdmissionRequest>({ most })
  return (body) => {
    const [start, uid] = (body.length <= longest && beginning.exec(body)) || []
    if (start === undefined || uid === undefined) return readReview(body)
    const words = body.slice(start.length)
    const before = read.get(words)
    if (before) {
      const request = { ...before, uid }
      likes.set(request, before)
      return { request }
    }
    const now = readReview(body)
    // the last of two equal keys counts: what names the uid once more may mean another
    if (!('request' in now) || now.request.uid !== uid || words.includes(`"${uid}"`)) return now
    read.offer(words, now.request, words.length)
    return now
  }
}
