/**
 * The webhook's side of the snapshot: one request after the other, off the path of any review, held by the server until there is news.
 * @module
 */
import { Agent, request } from 'node:https'
import { setImmediate, setTimeout } from 'node:timers/promises'
import type { Snapshot } from '../../inventory/snapshot.ts'
import type { MaterialSource } from '../certificates/material.ts'
import { checkSnapshot, parseSnapshot } from './document.ts'
import { readerToken, signatureHeader } from './signature.ts'

/** A snapshot of 10,000 nodes is at most 512 KiB; far above that it is not ours. Bytes */
const maxBytes = 16 * 1024 * 1024

export interface SnapshotClientOptions {
  /** `https://host:port/snapshot`. */
  readonly url: URL
  readonly material: MaterialSource
  readonly onSnapshot: (snapshot: Snapshot) => void
  /** A 304: what we have still holds. */
  readonly onHeartbeat: () => void
  /** Told of every failed attempt. Default: nobody. */
  readonly onError?: (error: unknown) => void
  /** Seconds the server may hold a request. Default 10. */
  readonly waitSeconds?: number
  /** First and longest pause after failures, ms. Default 250 and 5000. */
  readonly backoff?: { readonly first: number; readonly longest: number }
}

export interface SnapshotClient {
  stop(): void
}

interface Reply {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: string
}

/** Fetches for ever, from now on. */
export function followSnapshot(options: SnapshotClientOptions): SnapshotClient {
  const stopped = new AbortController()
  void follow(options, stopped.signal)
  return { stop: () => stopped.abort() }
}

async function follow(options: SnapshotClientOptions, signal: AbortSignal): Promise<void> {
  const { first, longest } = options.backoff ?? { first: 250, longest: 5000 }
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  let version: string | undefined
  let failures = 0
  while (!signal.aborted) {
    try {
      const snapshot = await fetchOnce(options, agent, version, signal)
      failures = 0
      if (!snapshot) {
        options.onHeartbeat()
        continue
      }
      version = snapshot.version
      options.onSnapshot(snapshot)
    } catch (error) {
      if (signal.aborted) break
      options.onError?.(error)
      const pause = Math.min(first * 2 ** failures++, longest)
      // Full jitter: replicas that lost the controller together do not come back together.
      await setTimeout(pause * (0.5 + Math.random() / 2), undefined, { signal }).catch(() => {})
    }
  }
  agent.destroy()
}

/** The snapshot, or `undefined` for "nothing new". */
async function fetchOnce(
  options: SnapshotClientOptions,
  agent: Agent,
  version: string | undefined,
  signal: AbortSignal,
): Promise<Snapshot | undefined> {
  const material = options.material.current()
  if (!material) throw new Error('the snapshot key is not mounted yet')
  const url = new URL(options.url)
  url.searchParams.set('wait', String(options.waitSeconds ?? 10))
  const headers = {
    authorization: `Bearer ${readerToken(material.snapshotKey)}`,
    ...(version === undefined ? {} : { 'if-none-match': `"${version}"` }),
  }
  const timeout = ((options.waitSeconds ?? 10) + 10) * 1000
  const reply = await get(url, { agent, ca: material.bundle, headers, timeout, signal })
  if (reply.status === 304) return undefined
  if (reply.status !== 200) throw new Error(`${url.host} answered ${reply.status}: ${reply.body.trim()}`)
  const signature = reply.headers[signatureHeader]
  const proof = {
    key: material.snapshotKey,
    signature: typeof signature === 'string' ? signature : undefined,
  }
  const document = parseSnapshot(reply.body, proof)
  await othersFirst()
  const snapshot = checkSnapshot(document)
  await othersFirst()
  return snapshot
}

/** Whoever asked while a snapshot was read is answered before more is done with it. */
async function othersFirst(): Promise<void> {
  // the first comes at the end of this turn of the event loop, the second after what the next one brings
  await setImmediate()
  await setImmediate()
}

function get(
  url: URL,
  options: {
    readonly agent: Agent
    readonly ca: string
    readonly headers: Readonly<Record<string, string>>
    /** ms of silence. */
    readonly timeout: number
    readonly signal: AbortSignal
  },
): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { ...options, method: 'GET' }, (response) => {
      response.setEncoding('utf8')
      let body = ''
      response.on('data', (chunk: string) => {
        body += chunk
        if (body.length > maxBytes) sent.destroy(new Error('the snapshot is larger than 16 MiB'))
      })
      response.on('error', reject)
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }))
    })
    sent.on('timeout', () => sent.destroy(new Error(`${url.host} was silent for ${options.timeout} ms`)))
    sent.on('error', reject)
    sent.end()
  })
}
