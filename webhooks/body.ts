/**
 * Reading a request's body with a limit, declared by its length or not (chunked).
 * @module
 */

/** A review holds two objects of at most 3 MB each and little else: the limit controller-runtime chose. Bytes. */
export const maxBodyBytes = 7 * 1024 * 1024

/** The text of the body, or `undefined` when it is longer than `limit` bytes; never holds more than that. */
export async function readBody(request: Request, limit = maxBodyBytes): Promise<string | undefined> {
  const declared = request.headers.get('content-length')
  if (declared !== null && /^\d+$/.test(declared)) {
    // The HTTP server holds the sender to the length it declared, so the quick way is safe.
    return Number(declared) > limit ? undefined : await request.text()
  }
  if (!request.body) return ''
  const decoder = new TextDecoder()
  let text = ''
  let length = 0
  for await (const chunk of request.body) {
    length += chunk.byteLength
    if (length > limit) return undefined
    text += decoder.decode(chunk, { stream: true })
  }
  return text + decoder.decode()
}
