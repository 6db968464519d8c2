/**
 * Our guarded requests in the shape of `fetch`, for libraries that take one. For listings: an answer is held in memory.
 * @module
 */
import { Buffer } from 'node:buffer'
import { type RequestOptions, request, textOf } from './request.ts'

const mostListingBytes = 64 * 2 ** 20

export function asFetch(options: Omit<RequestOptions, 'method' | 'headers' | 'body'>): typeof fetch {
  return async (input, init = {}) => {
    const asked = new Request(input, init)
    const body = asked.body === null ? undefined : Buffer.from(await asked.arrayBuffer())
    const answer = await request(asked.url, {
      ...options,
      method: asked.method,
      headers: Object.fromEntries(asked.headers),
      ...(body && { body }),
    })
    const headers = new Headers()
    for (const [name, value] of Object.entries(answer.headers))
      for (const one of [value ?? []].flat()) headers.append(name, one)
    // the text is decoded already, and has another length than the head says
    const text = await textOf(answer.body, mostListingBytes)
    const empty = answer.status === 204 || answer.status === 304
    return new Response(empty ? null : text, { status: answer.status, headers })
  }
}
