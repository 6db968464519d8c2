/**
 * The head of an answer whose body is plain bytes of a length that it tells: what servers of files send. Anything else is left to
 * Node's own client, which knows the rest of HTTP.
 *
 * Source: RFC 9112, sections 4, 5, 6 and 9.3.
 * @module
 */
import type { IncomingHttpHeaders } from 'node:http'

export interface Head {
  readonly status: number
  /** Names in lower case; of several with one name the first. */
  readonly headers: IncomingHttpHeaders
  /** Of the body. */
  readonly bytes: number
  /** Whether another request may follow over the same connection. */
  readonly keepsOpen: boolean
}

/** The first byte behind the head; `undefined` while it is not all there. */
export function headEnd(data: Uint8Array): number | undefined {
  for (let at = data.indexOf(10); at !== -1; at = data.indexOf(10, at + 1)) {
    const next = data[at + 1] === 13 ? at + 2 : at + 1
    if (data[next] === 10) return next + 1
  }
  return undefined
}

/** @param text with the empty line at its end; `undefined` where it is of another kind, or makes no sense */
export function readHead(text: string): Head | undefined {
  const [first = '', ...lines] = text.replace(/\r\n\r\n$/, '').split('\r\n')
  const [, minor, status] = /^HTTP\/1\.([01]) ([1-9]\d\d)(?: [^\r\n]*)?$/.exec(first) ?? []
  if (status === undefined) return undefined
  const headers: Record<string, string> = {}
  for (const line of lines) {
    const [, name, value] = /^([\w!#$%&'*+.^`|~-]+):[ \t]*([^\r\n]*?)[ \t]*$/.exec(line) ?? []
    if (name === undefined || value === undefined) return undefined
    const key = name.toLowerCase()
    // two lengths are how one server's answer becomes two
    if (key === 'content-length' && headers[key] !== undefined && headers[key] !== value) return undefined
    if (key !== 'set-cookie') headers[key] ??= value
  }
  const bytes = bodyBytes(Number(status), headers)
  if (bytes === undefined) return undefined
  const connection = headers.connection?.toLowerCase() ?? ''
  const keepsOpen = minor === '1' ? !connection.includes('close') : connection.includes('keep-alive')
  return { status: Number(status), headers, bytes, keepsOpen }
}

function bodyBytes(status: number, headers: Readonly<Record<string, string>>): number | undefined {
  if (headers['transfer-encoding'] !== undefined || status === 101) return undefined
  if (status < 200 || status === 204 || status === 304) return 0
  const length = headers['content-length'] ?? ''
  return /^\d{1,15}$/.test(length) ? Number(length) : undefined
}
