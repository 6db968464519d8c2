/**
 * What an answer's status means for a fetch.
 * @module
 */
import type { IncomingHttpHeaders } from 'node:http'
import type { Outcome } from '../../vocabulary/model-files/outcome.ts'
import { FetchError } from '../fetch-error.ts'

export interface Answered {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  /** Without its query: signed links are secrets. */
  readonly url: string
}

/** @param now milliseconds since 1970, for dates in Retry-After */
export function statusError({ status, headers, url }: Answered, now: number): FetchError {
  const retryAfterSeconds = retryAfter(headers, now)
  const [outcome, words] = meaning(status)
  return new FetchError(outcome, `${bare(url)} answered ${status}: ${words}`, { retryAfterSeconds })
}

function meaning(status: number): readonly [Outcome, string] {
  switch (status) {
    case 401:
    case 407:
      return ['AuthRequired', 'it wants credentials, or others than these']
    case 403:
      return ['AuthRequired', 'these credentials may not read it']
    case 404:
    case 410:
      return ['NotFound', 'there is no such thing; check the name']
    case 409:
    case 412:
    case 416:
      return ['SourceChanged', 'it changed since it was listed; start again to take what is there now']
    case 429:
      return ['RateLimited', 'too many requests; a token raises the limit, a mirror avoids it']
    default:
      return [
        'Unavailable',
        status < 500 ? 'it refuses the request' : 'it has trouble of its own; try again later',
      ]
  }
}

/** Seconds that the source asks to wait, from `Retry-After` in either form, or the hub's `RateLimit: …;t=SECONDS`. */
export function retryAfter(headers: IncomingHttpHeaders, now: number): number | undefined {
  const text = headers['retry-after']
  if (text !== undefined) {
    const seconds = /^\d+$/.test(text.trim()) ? Number(text) : (Date.parse(text) - now) / 1000
    if (Number.isFinite(seconds)) return Math.max(0, Math.ceil(seconds))
  }
  const limit = /;\s*t=(\d+)/.exec(String(headers.ratelimit ?? ''))?.[1]
  return limit === undefined ? undefined : Number(limit)
}

/** A URL without what may be secret. */
export function bare(url: string): string {
  return url.replace(/[?#].*$/, '')
}
