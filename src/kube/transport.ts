/**
 * One HTTP exchange with the API server over a pool of kept-alive connections. Knows HTTP, not Kubernetes.
 * Watches have a pool of their own: they hold their connection for minutes.
 * @module
 */
import http from 'node:http'
import https from 'node:https'
import { ApiError, type ClientReason } from './api-error.ts'
import type { ConnectionSource } from './config.ts'

export interface Exchange {
  readonly method: string
  /** Absolute path with its query. */
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
  /** For the whole answer, or for the head of a stream. */
  readonly timeoutMs: number
  /** As in `Fence` (`types.ts`). */
  readonly onlyIf?: () => boolean
  readonly signal?: AbortSignal
}

export interface Answer {
  readonly code: number
  readonly headers: http.IncomingHttpHeaders
  readonly text: string
}

export interface Transport {
  /** The whole answer, whatever its status. */
  send(exchange: Exchange): Promise<Answer>
  /** The answer as soon as its head is there; its body is read by whoever asked, who also destroys it. */
  open(exchange: Exchange): Promise<http.IncomingMessage>
  close(): void
}

/** Connections for plain requests; more wait for a free one. */
const maxConnections = 32
/** Idle connections are closed before the API server does it (90 s), so that no request meets one that is closing. */
const idleMs = 60_000
/** The kernel probes idle connections after this, so that a dead peer is noticed without a byte of ours. */
const probeAfterMs = 30_000

export function createTransport(source: ConnectionSource): Transport {
  const { Agent } = source.server.protocol === 'http:' ? http : https
  const pooled = new Agent({
    keepAlive: true,
    keepAliveMsecs: probeAfterMs,
    maxSockets: maxConnections,
    timeout: idleMs,
  })
  const streams = new Agent({ keepAlive: true, keepAliveMsecs: probeAfterMs })

  async function start(exchange: Exchange, agent: http.Agent): Promise<http.ClientRequest> {
    const { headers, ...tls } = await source.options().catch((cause) => {
      throw new ApiError({
        code: 0,
        reason: 'NoCredentials',
        message: `credentials: ${messageOf(cause)}`,
        cause,
      })
    })
    const { server } = source
    return (server.protocol === 'http:' ? http : https).request({
      ...tls,
      agent,
      host: server.hostname.replace(/^\[(.*)\]$/, '$1'),
      port: server.port === '' ? undefined : Number(server.port),
      method: exchange.method,
      path: server.pathname.replace(/\/$/, '') + exchange.path,
      headers: {
        ...exchange.headers,
        ...headers,
        ...(exchange.body === undefined
          ? {}
          : { 'content-length': String(Buffer.byteLength(exchange.body)) }),
      },
    })
  }

  return {
    async send(exchange) {
      const request = await start(exchange, pooled)
      return settle(exchange, request, (resolve, reject) => {
        request.on('response', (response) => {
          const chunks: Buffer[] = []
          response.on('data', (chunk: Buffer) => chunks.push(chunk))
          response.on('error', reject)
          response.on('close', () => reject(new Error('the connection closed inside the answer')))
          response.on('end', () => {
            if (!response.complete) return
            const text = Buffer.concat(chunks).toString('utf8')
            resolve({ code: response.statusCode ?? 0, headers: response.headers, text })
          })
        })
      })
    },
    async open(exchange) {
      const request = await start(exchange, streams)
      return settle(exchange, request, (resolve) => request.on('response', resolve))
    },
    close() {
      pooled.destroy()
      streams.destroy()
    },
  }
}

/** Sends the request and settles once: by `listen`, by an error, by the timeout or by the caller's signal. */
function settle<T>(
  exchange: Exchange,
  request: http.ClientRequest,
  listen: (resolve: (value: T) => void, reject: (cause: unknown) => void) => void,
): Promise<T> {
  const what = `${exchange.method} ${exchange.path.split('?')[0]}`
  return new Promise<T>((resolve, reject) => {
    const end = () => {
      clearTimeout(timer)
      exchange.signal?.removeEventListener('abort', onAbort)
    }
    const fail = (reason: ClientReason, message: string, cause?: unknown) => {
      end()
      reject(new ApiError({ code: 0, reason, message: `${what}: ${message}`, cause }))
      request.destroy()
    }
    const onAbort = () => fail('Aborted', 'aborted', exchange.signal?.reason)
    const onError = (cause: unknown) => fail('Unreachable', messageOf(cause), cause)
    const timer = setTimeout(
      () => fail('ClientTimeout', `no answer in ${exchange.timeoutMs / 1000} s`),
      exchange.timeoutMs,
    )
    exchange.signal?.addEventListener('abort', onAbort, { once: true })
    request.on('error', onError)
    if (exchange.signal?.aborted) return onAbort()
    listen((value) => {
      end()
      resolve(value)
    }, onError)
    const { onlyIf, body } = exchange
    if (!onlyIf) return request.end(body)
    whenConnected(request, () => {
      if (onlyIf()) request.end(body)
      else fail('Fenced', 'not sent: the right to write is gone')
    })
  })
}

/** Calls once the request has a connection, so that what is written then does not wait anywhere in this process. */
function whenConnected(request: http.ClientRequest, run: () => void): void {
  request.once('socket', (socket) => {
    // Not inside this event: Deno 2.9 never sends a request that ends there on a connection used before.
    if (!socket.connecting) setImmediate(run)
    else socket.once('encrypted' in socket ? 'secureConnect' : 'connect', run)
  })
}

/** Node's AggregateError (every address of a host refused) has an empty message and a useful code. */
function messageOf(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause)
  const code = 'code' in cause && typeof cause.code === 'string' ? cause.code : ''
  return cause.message === '' ? code || cause.name : cause.message
}
