/**
 * Objects below a prefix of a Google Cloud Storage bucket. Google's library finds the credentials; it can neither be kept from making
 * connections of its own nor be given ours, so listing and bytes are asked for by the JSON API over guarded connections.
 * @module
 */
import { isAmount, isRecord, parseJson } from '../../vocabulary/model-files/json-record.ts'
import { FetchError } from '../fetch-error.ts'
import { checkRange, requestRange } from '../http/range.ts'
import { type RequestOptions, request, textOf } from '../http/request.ts'
import { statusError } from '../http/status.ts'
import type { Agents } from '../reach/agents.ts'
import type { Declared, Listing, RemoteFile, Source } from '../remote-file.ts'
import { revisionOf } from './revision.ts'

export interface GsOptions {
  readonly bucket: string
  readonly prefix: string
  /** Default: https://storage.googleapis.com */
  readonly endpoint?: string
  /** Asks without credentials: for public buckets, and stores that want none. */
  readonly unsigned?: boolean
  readonly agents: Agents
  readonly timeoutMs: number
}

const mostPageBytes = 64 * 2 ** 20

export function gsSource({
  bucket,
  prefix,
  agents,
  timeoutMs,
  unsigned = false,
  ...options
}: GsOptions): Source {
  const endpoint = (options.endpoint ?? 'https://storage.googleapis.com').replace(/\/+$/, '')
  const label = `gs://${bucket}${prefix === '' ? '' : `/${prefix}`}`
  const folder = prefix === '' ? '' : `${prefix}/`
  let credentials: Promise<() => Promise<Readonly<Record<string, string>>>> | undefined

  async function asked(signal: AbortSignal): Promise<RequestOptions> {
    credentials ??= unsigned ? Promise.resolve(async () => ({})) : findCredentials(endpoint)
    return { agents, timeoutMs, signal, headers: await (await credentials)() }
  }

  async function list(signal: AbortSignal): Promise<Listing> {
    const files: RemoteFile[] = []
    let pageToken = ''
    do {
      const query = new URLSearchParams({ prefix: folder, pageToken, maxResults: '1000' })
      const answer = await request(`${endpoint}/storage/v1/b/${bucket}/o?${query}`, await asked(signal))
      const text = await textOf(answer.body, mostPageBytes)
      if (answer.status !== 200) throw gsError(label, answer)
      const page = parseJson(text)
      if (!isRecord(page))
        throw new FetchError('Unavailable', `${endpoint} does not answer as the store does`)
      for (const item of Array.isArray(page.items) ? page.items : []) {
        const file = fileOf(item, folder)
        if (file !== undefined) files.push(file)
      }
      pageToken = typeof page.nextPageToken === 'string' ? page.nextPageToken : ''
    } while (pageToken !== '')
    if (files.length === 0)
      throw new FetchError('NotFound', `${label} holds nothing; check bucket and prefix`)
    return { revision: revisionOf(files), ref: 'main', files }
  }

  async function open(file: RemoteFile, from: number, to: number, signal: AbortSignal) {
    const name = encodeURIComponent(folder + file.path)
    const query = new URLSearchParams({ alt: 'media', generation: file.version ?? '' })
    const url = `${endpoint}/download/storage/v1/b/${bucket}/o/${name}?${query}`
    const answer = await requestRange(url, file, from, to, await asked(signal))
    if (answer.status >= 400) {
      answer.body.destroy()
      // a generation is one content for ever: gone means replaced
      if (answer.status === 404)
        throw new FetchError(
          'SourceChanged',
          `${label}/${file.path} was replaced since it was listed; start again`,
        )
      throw gsError(label, answer)
    }
    checkRange(answer, file, from, to)
    return answer.body
  }

  return { label, list, open, close() {} }
}

function gsError(label: string, answer: Parameters<typeof statusError>[0]): FetchError {
  const { outcome, retryAfterSeconds } = statusError(answer, Date.now())
  const words: Partial<Record<typeof outcome, string>> = {
    AuthRequired: 'these credentials may not read it; name others with GOOGLE_APPLICATION_CREDENTIALS',
    NotFound: 'there is no such bucket or object',
    RateLimited: 'the store asks for fewer requests',
  }
  return new FetchError(outcome, `${label}: ${words[outcome] ?? `the store answered ${answer.status}`}`, {
    retryAfterSeconds,
  })
}

/** Headers that are renewed as their token ends. */
async function findCredentials(endpoint: string) {
  const { Storage } = await import('@google-cloud/storage')
  // reading needs no project, and where none is named the library asks one more service for it, which need not be reachable
  const { authClient } = new Storage({ projectId: 'none' })
  return async () => {
    try {
      return Object.fromEntries(new Headers(await authClient.getRequestHeaders(endpoint)))
    } catch (error) {
      throw new FetchError(
        'AuthRequired',
        'no Google credentials were found: name a file with GOOGLE_APPLICATION_CREDENTIALS; --gs-unsigned is for public buckets',
        { cause: error },
      )
    }
  }
}

function fileOf(item: unknown, folder: string): RemoteFile | undefined {
  if (!isRecord(item) || typeof item.name !== 'string' || item.name.endsWith('/')) return undefined
  const bytes = Number(item.size)
  if (!isAmount(bytes)) return undefined
  const declared = declaredOf(item)
  return {
    path: item.name.slice(folder.length),
    bytes,
    version: String(item.generation ?? ''),
    ranges: true,
    ...(declared && { declared }),
  }
}

/** Composed objects have only a CRC-32C. */
function declaredOf({ md5Hash, crc32c }: Readonly<Record<string, unknown>>): Declared | undefined {
  const hex = (base64: string) => Buffer.from(base64, 'base64').toString('hex')
  if (typeof md5Hash === 'string') return { algorithm: 'md5', value: hex(md5Hash) }
  return typeof crc32c === 'string' ? { algorithm: 'crc32c', value: hex(crc32c) } : undefined
}
