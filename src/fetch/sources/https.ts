/**
 * One file by its URL, or all that a list beside them names. Checksums: in the list, as `#sha256=…` behind the URL, or as the server
 * declares them (RFC 9530).
 * @module
 */
import type { IncomingHttpHeaders } from 'node:http'
import { inTurn } from '../../vocabulary/in-turn.ts'
import { FetchError } from '../fetch-error.ts'
import { checkRange, requestRange } from '../http/range.ts'
import { type RequestOptions, request, textOf } from '../http/request.ts'
import { bare, statusError } from '../http/status.ts'
import type { Agents } from '../reach/agents.ts'
import type { Declared, Listing, RemoteFile, Source } from '../remote-file.ts'
import { parseList } from './checksum-list.ts'
import { revisionOf } from './revision.ts'

export interface HttpsOptions {
  readonly url: string
  readonly agents: Agents
  readonly timeoutMs: number
  /** Sent to the host of the URL, and to no other. */
  readonly token?: string
}

const mostListBytes = 16 * 2 ** 20

/** Names of lists. Source: what `sha256sum *` is usually written to. */
export function isList(url: URL): boolean {
  return /\.(?:list|sha256)$|\/SHA256SUMS(?:\.txt)?$/i.test(url.pathname)
}

export function httpsSource({ url: text, agents, timeoutMs, token }: HttpsOptions): Source {
  const start = new URL(text)
  const urls = new Map<string, string>()

  const options = (url: URL, signal: AbortSignal): RequestOptions => ({
    agents,
    timeoutMs,
    signal,
    ...(token !== undefined && url.host === start.host && { headers: { authorization: `Bearer ${token}` } }),
  })

  async function list(signal: AbortSignal): Promise<Listing> {
    const named = isList(start) ? await listed(signal) : [{ url: start, path: nameOf(start) }]
    const files = await inTurn(named, ({ url, path, sha256 }) => describe(url, path, sha256, signal))
    return { revision: revisionOf(files), ref: 'main', files }
  }

  async function listed(signal: AbortSignal) {
    const answer = await request(start.href, options(start, signal))
    if (answer.status !== 200) {
      answer.body.destroy()
      throw statusError(answer, Date.now())
    }
    const entries = parseList(await textOf(answer.body, mostListBytes), bare(text))
    return entries.map(({ name, sha256 }) => {
      const absolute = /^https?:\/\//.test(name)
      const url = URL.parse(absolute ? name : encodeURI(name), start)
      if (url === null) throw new FetchError('BadInput', `${bare(text)}: "${name}" is no URL`)
      return { url, path: absolute ? nameOf(url) : name, ...(sha256 !== undefined && { sha256 }) }
    })
  }

  async function describe(
    url: URL,
    path: string,
    sha256: string | undefined,
    signal: AbortSignal,
  ): Promise<RemoteFile> {
    const asked = options(url, signal)
    const { status, headers, body } = await request(url.href, {
      ...asked,
      method: 'HEAD',
      headers: { ...asked.headers, 'accept-encoding': 'identity' },
    })
    body.resume()
    if (status !== 200) throw statusError({ status, headers, url: url.href }, Date.now())
    const bytes = Number(headers['content-length'] ?? Number.NaN)
    if (!Number.isSafeInteger(bytes))
      throw new FetchError('Unavailable', `${bare(url.href)} does not say how many bytes it has`)
    urls.set(path, url.href)
    const declared = declaredBy(url, sha256, headers)
    const version = versionOf(headers)
    return {
      path,
      bytes,
      ranges: headers['accept-ranges'] === 'bytes',
      ...(declared && { declared }),
      ...(version !== undefined && { version }),
    }
  }

  async function open(file: RemoteFile, from: number, to: number, signal: AbortSignal) {
    const url = new URL(urls.get(file.path) ?? start)
    const answer = await requestRange(url.href, file, from, to, options(url, signal))
    checkRange(answer, file, from, to)
    const version = versionOf(answer.headers)
    if (version !== undefined && file.version !== undefined && version !== file.version) {
      answer.body.destroy()
      throw new FetchError('SourceChanged', `${bare(url.href)} changed since it was listed; start again`)
    }
    return answer.body
  }

  return { label: bare(text), list, open, close: () => urls.clear() }
}

function nameOf(url: URL): string {
  const name = decodeURIComponent(url.pathname.split('/').at(-1) ?? '')
  if (name === '')
    throw new FetchError('BadInput', `${bare(url.href)} names a folder; name a file, or a list of files`)
  return name
}

function declaredBy(
  url: URL,
  listed: string | undefined,
  headers: IncomingHttpHeaders,
): Declared | undefined {
  const written = /^#sha256=([0-9a-f]{64})$/i.exec(url.hash)?.[1]?.toLowerCase()
  const sent = /\bsha-256=:([A-Za-z0-9+/=]+):/.exec(String(headers['repr-digest'] ?? ''))?.[1]
  const value = listed ?? written ?? (sent && Buffer.from(sent, 'base64').toString('hex'))
  return value === undefined ? undefined : { algorithm: 'sha256', value }
}

/** A strong ETag, else the date: both change with the content, as far as servers tell. */
function versionOf({ etag, 'last-modified': modified }: IncomingHttpHeaders): string | undefined {
  return etag?.startsWith('W/') ? modified : (etag ?? modified)
}
