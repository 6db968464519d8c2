/**
 * Which failed requests are sent again by the client itself, and when. Everything else is the caller's to repeat.
 * The server rejects with 429 and 503 before it does anything, so those are repeated whatever the method; a connection
 * that broke may have broken after the write, so only what is safe to do twice is repeated.
 * @module
 */
import type { ApiError } from './api-error.ts'
import { type Backoff, backoffDelay } from './backoff.ts'

export interface RetryPolicy {
  /** How often a request is sent again. Default 4. */
  readonly retries: number
  /** Between attempts, where the server does not say. Default 100 ms to 2 s. */
  readonly backoff: Backoff
  /** A server that asks for more patience than this gets its error passed on. Default 10. */
  readonly maxRetryAfterSeconds: number
}

export const defaultRetryPolicy: RetryPolicy = {
  retries: 4,
  backoff: { baseMs: 100, capMs: 2000 },
  maxRetryAfterSeconds: 10,
}

/** Errors of a connection that was never made: nothing was sent. */
const neverSent = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH'])

/**
 * Milliseconds until the next attempt, or `undefined` when there is none.
 * @param attempt attempts made so far, the failed one included
 * @param repeatable whether doing it twice is the same as doing it once
 */
export function retryDelay(
  policy: RetryPolicy,
  error: ApiError,
  attempt: number,
  repeatable: boolean,
  random: () => number,
): number | undefined {
  if (attempt > policy.retries || !mayRetry(error, repeatable)) return undefined
  const asked = error.retryAfterSeconds ?? 0
  if (asked > policy.maxRetryAfterSeconds) return undefined
  return asked * 1000 + backoffDelay(policy.backoff, attempt - 1, random)
}

function mayRetry(error: ApiError, repeatable: boolean): boolean {
  if (error.code === 429) return true
  if (error.code === 503) return repeatable || error.retryAfterSeconds !== undefined
  if (error.code >= 500) return repeatable && error.retryAfterSeconds !== undefined
  if (error.code !== 0) return false
  if (error.reason === 'Unreachable') return repeatable || neverSent.has(errorCode(error.cause))
  return error.reason === 'BadAnswer' && repeatable
}

function errorCode(cause: unknown): string {
  return cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : ''
}
