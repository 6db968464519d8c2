/**
 * Why a fetch cannot go on, as one of the outcomes, in words that name the remedy.
 * @module
 */
import type { Outcome } from '../vocabulary/model-files/outcome.ts'

export class FetchError extends Error {
  override readonly name = 'FetchError'
  readonly outcome: Outcome
  /** What the source asked to wait. */
  readonly retryAfterSeconds: number | undefined

  constructor(
    outcome: Outcome,
    message: string,
    options: { cause?: unknown; retryAfterSeconds?: number } = {},
  ) {
    super(message, { cause: options.cause })
    this.outcome = outcome
    this.retryAfterSeconds = options.retryAfterSeconds
  }
}

/** What went wrong below us, in its own words. */
export function wordsOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  // several addresses of one host were tried: the first failure says it
  if (error instanceof AggregateError && error.message === '') return wordsOf(error.errors[0])
  return error.message
}

/** The code of a system error, `ECONNRESET`. */
export function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error ? String(error.code) : undefined
}

/** What a system error of the volume means; anything else is passed on. */
export function volumeError(path: string, error: unknown): unknown {
  switch (codeOf(error)) {
    case 'ENOSPC':
    case 'EDQUOT':
      return new FetchError(
        'InsufficientSpace',
        `${path}: the volume is full, although there was room before; free some or make it larger`,
        { cause: error },
      )
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return new FetchError(
        'BadInput',
        `${path}: cannot be written (${wordsOf(error)}); check mount and owner`,
        {
          cause: error,
        },
      )
    default:
      return error
  }
}
