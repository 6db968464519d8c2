/**
 * Reading a request's body with a limit, declared by its length or not (chunked).
 * @module
 */

/** A review holds two objects of at most 3 MB each and little else: the limit controller-runtime chose. Bytes. */
export const maxBodyBytes = 7 * 1024 * 1024

/** A body, or its beginning when it is longer than the limit. */
export interface Body {
  readonly text: string
  readonly complete: boolean
}

/** Reads the body; never holds more than `limit` bytes. */
export async function readBody(request: Request, limit = maxBodyBytes): Promise<Body> {
  const declared = request.headers.get('content-length')
  // The HTTP server holds the sender to the length it declared, so the quick way is safe.
  if (declared !== null && /^\d+$/.test(declared) && Number(declared) <= limit)
    return { text: await request.text(), complete: true }
  if (!request.body) return { text: '', complete: true }
  const tooLong = declared !== null && Number(declared) > limit
  const decoder = new TextDecoder()
  let text = ''
  let length = 0
  for await (const chunk of request.body) {
    length += chunk.byteLength
    if (length > limit) return { text, complete: false }
    text += decoder.decode(chunk, { stream: true })
    // the beginning is enough to say whose review it was
    if (tooLong) return { text, complete: false }
  }
  return { text: text + decoder.decode(), complete: true }
}
