/**
 * Models of the hub, or of a mirror that speaks its API.
 * @module
 */
import type { ListFileEntry } from '@huggingface/hub'
import { isPinned } from '../../vocabulary/model-files/model-id.ts'
import { FetchError } from '../fetch-error.ts'
import { asFetch } from '../http/as-fetch.ts'
import { checkRange, requestRange } from '../http/range.ts'
import type { RequestOptions, Response } from '../http/request.ts'
import { bare } from '../http/status.ts'
import type { Agents } from '../reach/agents.ts'
import type { Listing, RemoteFile, Source } from '../remote-file.ts'
import { hubError } from './hub-errors.ts'

export interface HubOptions {
  readonly id: string
  /** Default: main */
  readonly revision?: string
  /** Default: https://huggingface.co */
  readonly endpoint?: string
  readonly token?: string
  readonly agents: Agents
  readonly timeoutMs: number
}

const hubEndpoint = 'https://huggingface.co'

/** What came of a signed link that was good before. */
const expired = new Set([400, 401, 403, 404, 410])

export function hubSource({
  id,
  revision = 'main',
  token,
  agents,
  timeoutMs,
  ...options
}: HubOptions): Source {
  const endpoint = (options.endpoint ?? hubEndpoint).replace(/\/+$/, '')
  const authorization: Readonly<Record<string, string>> =
    token === undefined ? {} : { authorization: `Bearer ${token}` }
  const context = { id, revision, hasToken: token !== undefined, endpoint }
  let commit = revision
  /** Where the hub's redirect led for a file: good until it expires. */
  const links = new Map<string, string>()

  async function list(signal: AbortSignal): Promise<Listing> {
    const { listFiles, modelInfo } = await import('@huggingface/hub')
    const asked = { hubUrl: endpoint, fetch: hubFetch(signal) }
    try {
      const { sha } = await modelInfo({ name: id, revision, additionalFields: ['sha'], ...asked })
      if (!isPinned(sha))
        throw new FetchError('Unavailable', `${endpoint} names no commit for ${id}; is it a hub?`)
      commit = sha
      const files: RemoteFile[] = []
      const repo = { type: 'model', name: id } as const
      for await (const entry of listFiles({ repo, recursive: true, revision: sha, ...asked }))
        if (entry.type === 'file') files.push(fileOf(entry))
      return { revision: sha, ref: revision, files }
    } catch (error) {
      if (error instanceof SyntaxError)
        throw new FetchError('Unavailable', `${endpoint} does not answer as a hub does`)
      throw error
    }
  }

  /** With the token, which the library would refuse where it does not begin as the hub's do, and with refusals that keep their headers. */
  function hubFetch(signal: AbortSignal): typeof fetch {
    const guarded = asFetch({ agents, timeoutMs, signal })
    return async (input, init = {}) => {
      const url = input instanceof Request ? input.url : String(input)
      const own = new URL(url).origin === new URL(endpoint).origin
      const headers = { ...Object.fromEntries(new Headers(init.headers)), ...(own && authorization) }
      const answer = await guarded(input, { ...init, headers })
      if (answer.ok) return answer
      const { status } = answer
      throw hubError(
        { status, headers: Object.fromEntries(answer.headers), said: await answer.text() },
        context,
      )
    }
  }

  async function open(file: RemoteFile, from: number, to: number, signal: AbortSignal) {
    const asked: RequestOptions = { agents, timeoutMs, signal }
    const known = links.get(file.path)
    if (known !== undefined) {
      const answer = await requestRange(known, file, from, to, asked)
      if (!expired.has(answer.status)) return checked(answer, file, from, to)
      answer.body.destroy()
      links.delete(file.path)
    }
    const path = file.path.split('/').map(encodeURIComponent).join('/')
    const url = `${endpoint}/${id}/resolve/${commit}/${path}`
    const answer = await requestRange(url, file, from, to, { ...asked, headers: authorization })
    const [first] = answer.redirects
    checkUnchanged(file, first ?? answer.headers)
    // the hub itself says why; a store that links lead to does not
    const signed = answer.redirects.length > 0 && answer.headers['x-error-code'] === undefined
    if (signed && expired.has(answer.status)) {
      answer.body.destroy()
      throw new FetchError(
        'LinkExpired',
        `${bare(answer.url)} answered ${answer.status} to a new signed link: are the clocks right?`,
      )
    }
    if (answer.status >= 400) {
      answer.body.destroy()
      throw hubError({ status: answer.status, headers: answer.headers, file: file.path }, context)
    }
    if (signed) links.set(file.path, answer.url)
    return checked(answer, file, from, to)
  }

  function checkUnchanged(file: RemoteFile, headers: Response['headers']): void {
    const told = plain(headers['x-linked-etag'] ?? headers.etag)
    const other = headers['x-repo-commit']
    if (other !== undefined && other !== commit)
      throw new FetchError('SourceChanged', `${id} is at commit ${other} now, not ${commit}; start again`)
    if (headers['x-linked-etag'] !== undefined && told !== file.version)
      throw new FetchError('SourceChanged', `${id}: ${file.path} changed since it was listed; start again`)
  }

  function checked(answer: Response, file: RemoteFile, from: number, to: number) {
    checkRange(answer, file, from, to)
    return answer.body
  }

  return { label: `hf://${id}@${revision}`, list, open, close: () => links.clear() }
}

/** The content of small files is known by git's own digest, that of large ones by SHA-256. */
function fileOf({ path, size, oid, lfs }: ListFileEntry): RemoteFile {
  if (lfs !== undefined)
    return {
      path,
      bytes: lfs.size,
      version: lfs.oid,
      declared: { algorithm: 'sha256', value: lfs.oid },
      ranges: true,
    }
  return {
    path,
    bytes: size,
    ranges: true,
    ...(oid !== undefined && { version: oid, declared: { algorithm: 'git-sha1', value: oid } as const }),
  }
}

const plain = (etag: unknown) => String(etag ?? '').replace(/^W\/|"/g, '')
