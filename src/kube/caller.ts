/**
 * Calls of the Kubernetes API: JSON in, JSON or `ApiError` out, counted, and sent again where that is safe.
 * @module
 */
import type { IncomingMessage } from 'node:http'
import { ApiError, apiErrorOf } from './api-error.ts'
import { sleep, systemClock } from './clock.ts'
import type { ConnectionSource } from './config.ts'
import { type Query, queryOf } from './query.ts'
import { type RateLimit, RateLimiter } from './rate-limit.ts'
import { resources } from './resources.ts'
import { defaultRetryPolicy, type RetryPolicy, retryDelay } from './retry.ts'
import { chunksOf } from './stream.ts'
import { createTransport, type Exchange } from './transport.ts'
import type { ResourceType } from './types.ts'

export type Verb = 'get' | 'list' | 'watch' | 'create' | 'apply' | 'patch' | 'delete' | 'request'

/** One HTTP request that came to an end, for `rest_client_requests_total`; of a watch, only its beginning. */
export interface RequestOutcome {
  readonly verb: Verb
  readonly method: string
  /** HTTP status, or 0 without an answer. */
  readonly code: number
  /** Plural of the resource; empty for paths that are none. */
  readonly resource: string
  readonly host: string
}

export interface CallerOptions {
  /** Default `fitgate`. */
  readonly userAgent?: string
  /** For one attempt of one request. Default 30. */
  readonly timeoutSeconds?: number
  readonly retry?: RetryPolicy
  /** Default: none, the server's priority and fairness decides. Leases are never held back: who waits may lose one. */
  readonly rateLimit?: RateLimit
  readonly onRequest?: (outcome: RequestOutcome) => void
  /** The text of a `Warning` header, such as a deprecation or an unknown field. */
  readonly onWarning?: (text: string) => void
  /** Uniform in [0, 1); default `Math.random`. */
  readonly random?: () => number
}

export interface Call {
  readonly verb: Verb
  readonly method: string
  readonly path: string
  readonly resource?: ResourceType
  readonly query?: Query
  /** Sent as JSON; text is sent as it is. */
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
  /** Doing it twice is the same as doing it once. Default: GET only. */
  readonly repeatable?: boolean
  /** As in `Fence` (`types.ts`). */
  readonly onlyIf?: () => boolean
  readonly signal?: AbortSignal
}

export interface Caller {
  send(call: Call): Promise<unknown>
  /** One attempt, answered with a body still to be read; whoever reads it destroys it. */
  open(call: Call): Promise<IncomingMessage>
  close(): void
}

export function createCaller(source: ConnectionSource, options: CallerOptions): Caller {
  const transport = createTransport(source)
  const {
    userAgent = 'fitgate',
    timeoutSeconds = 30,
    retry = defaultRetryPolicy,
    random = Math.random,
  } = options
  const limiter = options.rateLimit && new RateLimiter(options.rateLimit, systemClock)

  async function turn({ resource, signal }: Call): Promise<void> {
    if (resource?.plural !== resources.lease.plural) await limiter?.take(signal)
  }

  function exchangeOf(call: Call): Exchange {
    const body = typeof call.body === 'string' ? call.body : JSON.stringify(call.body)
    return {
      method: call.method,
      path: call.path + queryOf(call.query ?? {}),
      headers: {
        accept: 'application/json',
        'user-agent': userAgent,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...lowerCased(call.headers ?? {}),
      },
      body,
      timeoutMs: timeoutSeconds * 1000,
      onlyIf: call.onlyIf,
      signal: call.signal,
    }
  }

  function report({ verb, method, resource }: Call, code: number): void {
    options.onRequest?.({ verb, method, code, resource: resource?.plural ?? '', host: source.server.host })
  }

  async function counted<T>(call: Call, answer: Promise<T>, codeOf: (answer: T) => number): Promise<T> {
    const done = await answer.catch((error) => {
      report(call, 0)
      throw error
    })
    report(call, codeOf(done))
    return done
  }

  async function attempt(call: Call): Promise<unknown> {
    await turn(call)
    const answer = await counted(call, transport.send(exchangeOf(call)), ({ code }) => code)
    for (const text of warningsOf(answer.headers.warning)) options.onWarning?.(text)
    const body = bodyOf(answer.text, answer.headers['content-type'])
    if (answer.code >= 200 && answer.code < 300) return body
    throw apiErrorOf(`${call.method} ${call.path}`, answer.code, body, answer.headers['retry-after'])
  }

  return {
    async send(call) {
      let renewed = false
      for (let attempts = 1; ; attempts++) {
        try {
          return await attempt(call)
        } catch (error) {
          if (!(error instanceof ApiError)) throw error
          // Refused before anything was done: once more, with credentials read anew.
          if (error.code === 401 && !renewed && source.refused?.()) {
            renewed = true
            continue
          }
          const delay = retryDelay(retry, error, attempts, call.repeatable ?? call.method === 'GET', random)
          if (delay === undefined) throw error
          await sleep(systemClock, delay, call.signal)
        }
      }
    },

    async open(call) {
      await turn(call)
      const response = await counted(
        call,
        transport.open(exchangeOf(call)),
        ({ statusCode = 0 }: IncomingMessage) => statusCode,
      )
      if (response.statusCode === 200) return response
      const chunks: Uint8Array[] = []
      const quiet = call.signal ?? new AbortController().signal
      for await (const chunk of chunksOf(response, timeoutSeconds * 1000, quiet)) chunks.push(chunk)
      const body = bodyOf(Buffer.concat(chunks).toString('utf8'), response.headers['content-type'])
      if (response.statusCode === 401) source.refused?.()
      throw apiErrorOf(
        `${call.verb} ${call.path}`,
        response.statusCode ?? 0,
        body,
        response.headers['retry-after'],
      )
    },

    close: () => transport.close(),
  }
}

function lowerCased(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
}

/** `/healthz` and `/metrics` answer text; everything else JSON. */
function bodyOf(text: string, contentType = ''): unknown {
  if (!contentType.includes('json')) return text
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new ApiError({ code: 0, reason: 'BadAnswer', message: 'the answer is not JSON', cause })
  }
}

/** `299 - "text"`, several in one header separated by commas (RFC 7234 §5.5). */
function warningsOf(header: string | undefined): string[] {
  const found = (header ?? '').matchAll(/\b299 \S+ "((?:[^"\\]|\\.)*)"/g)
  return [...found].map(([, text = '']) => text.replaceAll(/\\(.)/g, '$1'))
}
