/**
 * How snapshot server and clients believe each other. Both know the snapshot's key, from the same Secret; it never travels.
 * @module
 */
import { Buffer } from 'node:buffer'
import { createHmac, timingSafeEqual } from 'node:crypto'

/** Header with the hex HMAC-SHA256 of the body. */
export const signatureHeader = 'x-fitgate-signature'

export function sign(key: string, body: string): string {
  return createHmac('sha256', key).update(body).digest('hex')
}

/** In constant time. */
export function isSignedBy(key: string, body: string, signature: string | null | undefined): boolean {
  return equal(sign(key, body), signature ?? '')
}

/** What a reader shows: proof that it knows the key, useless for signing. */
export function readerToken(key: string): string {
  return sign(key, 'fitgate snapshot reader')
}

export function isReader(key: string, authorization: string | null | undefined): boolean {
  return equal(`Bearer ${readerToken(key)}`, authorization ?? '')
}

function equal(expected: string, given: string): boolean {
  const a = Buffer.from(expected)
  const b = Buffer.from(given)
  return a.length === b.length && timingSafeEqual(a, b)
}
