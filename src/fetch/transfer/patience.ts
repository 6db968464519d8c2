/**
 * How often something is tried again, and when.
 * @module
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { outcomes } from '../../vocabulary/model-files/outcome.ts'
import { FetchError, wordsOf } from '../fetch-error.ts'

export interface Patience {
  /** Failures in a row, with no byte between them, after which it is given up. */
  readonly attempts: number
  /** The first wait; each further one is twice as long, up to a minute. */
  readonly firstWaitMs: number
  /** Longer waits than that are not waited: the outcome tells, and a Job comes back later. */
  readonly longestWaitMs: number
}

export const defaultPatience: Patience = { attempts: 6, firstWaitMs: 500, longestWaitMs: 300_000 }

const longestBackoffMs = 60_000
const worthAgain = new Set(['RateLimited', 'Unavailable', 'Stalled', 'LinkExpired'])

/** What a failure is, in the words of outcomes. */
export function asFetchError(error: unknown, what: string): FetchError {
  if (error instanceof FetchError) return error
  return new FetchError('Unavailable', `${what}: ${wordsOf(error)}`, { cause: error })
}

/**
 * Waits as long as the failure calls for.
 *
 * @param failures in a row, this one included
 * @throws the failure when trying again is of no use or was tried often enough
 */
export async function waitAfter(
  failure: FetchError,
  failures: number,
  { attempts, firstWaitMs, longestWaitMs }: Patience,
  signal: AbortSignal,
): Promise<void> {
  if (!worthAgain.has(failure.outcome) || outcomes[failure.outcome].again === 'never') throw failure
  if (failures >= attempts) throw failure
  const backoff = Math.min(longestBackoffMs, firstWaitMs * 2 ** (failures - 1))
  const asked = (failure.retryAfterSeconds ?? 0) * 1000
  if (asked > longestWaitMs) throw failure
  // many connections are told the same at once: they come back apart
  await sleep(Math.max(asked, backoff) * (1 + Math.random() * 0.2), undefined, { signal })
}

/** Runs what can be repeated whole, such as listing a source. */
export async function patiently<T>(
  work: () => Promise<T>,
  what: string,
  patience: Patience,
  signal: AbortSignal,
): Promise<T> {
  for (let failures = 1; ; failures++) {
    try {
      return await work()
    } catch (error) {
      signal.throwIfAborted()
      await waitAfter(asFetchError(error, what), failures, patience, signal)
    }
  }
}
