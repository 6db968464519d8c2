/**
 * Snapshots asked of a server that speaks as the controller does: `GET /snapshot` with ETag, reader's token and signature.
 * @module
 */
import { readerToken, signatureHeader } from '../snapshot/signature.ts'
import type { SnapshotSource } from './source.ts'

/** Longest wait for an answer, ms. */
const timeout = 5000
/** A snapshot of 10,000 nodes is at most 512 KiB; far above that it is not ours. Bytes */
const maxBytes = 16 * 1024 * 1024

export interface FetchSourceOptions {
  readonly url: string
  /** The snapshot's key, which is proven but not sent. Without it nothing is signed. */
  readonly key?: string
  /** Default: the platform's; a Worker's service binding has its own. */
  readonly fetch?: (url: string, init: RequestInit) => Promise<Response>
}

export function fetchSource({ url, key, fetch = globalThis.fetch }: FetchSourceOptions): SnapshotSource {
  const { host } = new URL(url)
  return {
    what: host,
    async read(tag) {
      const headers: Record<string, string> = {
        ...(key === undefined ? {} : { authorization: `Bearer ${readerToken(key)}` }),
        ...(tag === undefined ? {} : { 'if-none-match': tag }),
      }
      const reply = await fetch(url, { headers, redirect: 'manual', signal: AbortSignal.timeout(timeout) })
      if (reply.status === 304) return 'unchanged'
      const text = await bounded(reply)
      if (reply.status !== 200) throw new Error(`${host} answered ${reply.status}`)
      return {
        text,
        signature: reply.headers.get(signatureHeader),
        tag: reply.headers.get('etag'),
        live: true,
      }
    },
  }
}

async function bounded(reply: Response): Promise<string> {
  const decoder = new TextDecoder()
  let text = ''
  for await (const chunk of reply.body ?? []) {
    text += decoder.decode(chunk, { stream: true })
    if (text.length > maxBytes) throw new Error('the snapshot is larger than 16 MiB')
  }
  return text + decoder.decode()
}
