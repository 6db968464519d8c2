/**
 * Reading a request's body with a limit, declared by its length or not (chunked).
 * @module
 */
import { Buffer } from 'node:buffer'

/** A review holds two objects of at most 3 MB each and little else: the limit controller-runtime chose. Bytes. */
export const maxBodyBytes = 7 * 1024 * 1024

/** A body, or its beginning when it is longer than the limit. */
export interface Body {
  /** UTF-8. Its memory may be used for something else once the review is answered. */
  readonly bytes: Buffer
  readonly complete: boolean
}

const decoder = new TextDecoder()

/** Text of UTF-8, without its byte order mark. */
export function textOf(bytes: Uint8Array): string {
  return decoder.decode(bytes)
}

/** Reads the body; never holds more than `limit` bytes. */
export async function readBody(request: Request, limit = maxBodyBytes): Promise<Body> {
  const declared = request.headers.get('content-length')
  // The HTTP server holds the sender to the length it declared, so the quick way is safe.
  if (declared !== null && /^\d+$/.test(declared) && Number(declared) <= limit)
    return { bytes: Buffer.from(await request.arrayBuffer()), complete: true }
  const tooLong = declared !== null && Number(declared) > limit
  const parts: Uint8Array[] = []
  let length = 0
  for await (const part of request.body ?? []) {
    length += part.byteLength
    if (length > limit) return { bytes: Buffer.concat(parts), complete: false }
    parts.push(part)
    // the beginning is enough to say whose review it was
    if (tooLong) return { bytes: Buffer.concat(parts), complete: false }
  }
  return { bytes: Buffer.concat(parts), complete: true }
}
