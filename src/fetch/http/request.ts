/**
 * One GET or HEAD over guarded connections, redirects followed one by one so that each is checked and none is handed the token of
 * another host.
 * @module
 */
import http from 'node:http'
import https from 'node:https'
import { codeOf, FetchError, wordsOf } from '../fetch-error.ts'
import type { Agents } from '../reach/agents.ts'
import type { Body } from './body.ts'
import { bare } from './status.ts'

export interface RequestOptions {
  readonly agents: Agents
  /** Until the head of an answer is there. */
  readonly timeoutMs: number
  readonly signal: AbortSignal
  /** Default GET. */
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array
  /** Of a GET: a chunk of the answer is good only until the next one is asked for. Saves a copy and a buffer for each. Default false */
  readonly inBlocks?: boolean
}

interface Exchanged {
  readonly status: number
  readonly headers: http.IncomingHttpHeaders
  readonly body: Body
}

export interface Response {
  readonly status: number
  readonly headers: http.IncomingHttpHeaders
  readonly body: Body
  /** Where it came from in the end. */
  readonly url: string
  /** Heads of the answers that led here, the first one first. */
  readonly redirects: readonly http.IncomingHttpHeaders[]
}

const mostRedirects = 8
const redirecting = new Set([301, 302, 303, 307, 308])
/** Headers for the first host only. */
const secret = new Set(['authorization', 'cookie'])

export async function request(text: string, options: RequestOptions): Promise<Response> {
  let url = new URL(text)
  let headers = options.headers ?? {}
  const redirects: http.IncomingHttpHeaders[] = []
  for (;;) {
    const answer = await exchange(url, headers, options)
    const { location } = answer.headers
    if (!redirecting.has(answer.status) || location === undefined)
      return { ...answer, url: url.href, redirects }
    answer.body.resume()
    redirects.push(answer.headers)
    if (redirects.length > mostRedirects)
      throw new FetchError('Unavailable', `${bare(text)} redirects more than ${mostRedirects} times`)
    const next = URL.parse(location, url.href)
    if (next === null || !/^https?:$/.test(next.protocol))
      throw new FetchError('SourceForbidden', `${bare(text)} redirects to what is no http address`)
    if (url.protocol === 'https:' && next.protocol === 'http:')
      throw new FetchError(
        'SourceForbidden',
        `${bare(text)} redirects from https to http, which is not followed`,
      )
    if (next.host !== url.host)
      headers = Object.fromEntries(
        Object.entries(headers).filter(([name]) => !secret.has(name.toLowerCase())),
      )
    url = next
  }
}

async function exchange(
  url: URL,
  ownHeaders: Readonly<Record<string, string>>,
  options: RequestOptions,
): Promise<Exchanged> {
  const { agents, timeoutMs, signal, inBlocks = false } = options
  const agent = agents.agentFor(url)
  const headers = { 'user-agent': 'fitgate', ...ownHeaders }
  const late = new AbortController()
  const timer = setTimeout(() => {
    late.abort(new FetchError('Stalled', `${bare(url.href)} did not answer for ${timeoutMs / 1000} s`))
  }, timeoutMs)
  try {
    const asked = { ...options, headers, agent, signal: AbortSignal.any([signal, late.signal]) }
    return (inBlocks && (await agents.poolFor(url)?.get(url, asked))) || (await ordinary(url, asked))
  } catch (error) {
    throw connectionError(url.hostname, late.signal.aborted ? late.signal.reason : error)
  } finally {
    clearTimeout(timer)
  }
}

/** By Node's own client. */
function ordinary(
  url: URL,
  { agent, signal, method = 'GET', headers, body }: Omit<RequestOptions, 'agents'> & { agent: http.Agent },
): Promise<Exchanged> {
  return new Promise((resolve, reject) => {
    const send = url.protocol === 'https:' ? https.request : http.request
    const sent = send(url, { agent, method, headers, signal })
    sent.on('response', (message) =>
      resolve({ status: message.statusCode ?? 0, headers: message.headers, body: message }),
    )
    sent.on('error', reject)
    sent.end(body)
  })
}

/** Names and networks that do not work, in words. Aborts and our own errors stay what they are. */
export function connectionError(host: string, error: unknown): unknown {
  if (error instanceof FetchError) return error
  if (error instanceof Error && error.name === 'AbortError') return error
  const said = codeOf(error) === 'ENOTFOUND' ? 'no such name; check DNS, or name a mirror' : wordsOf(error)
  return new FetchError('Unavailable', `${host} cannot be reached: ${said}`, { cause: error })
}

/** The whole text of a small answer. */
export async function textOf(body: AsyncIterable<Uint8Array>, mostBytes: number): Promise<string> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of body) {
    bytes += chunk.length
    if (bytes > mostBytes) throw new FetchError('Unavailable', `an answer of more than ${mostBytes} bytes`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}
