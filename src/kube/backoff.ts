/**
 * Exponential backoff with full jitter: uniform between nothing and a ceiling that doubles up to a cap.
 * Full jitter spreads a herd best for the same mean (AWS Architecture Blog, "Exponential Backoff And Jitter").
 * @module
 */

export interface Backoff {
  /** Ceiling of the first delay. */
  readonly baseMs: number
  /** No delay is ever above it. */
  readonly capMs: number
}

/** The most that `backoffDelay` answers after `failures` failures in a row (0 before the first). */
export function backoffCeiling(backoff: Backoff, failures: number): number {
  return Math.min(backoff.capMs, backoff.baseMs * 2 ** Math.max(0, failures))
}

/** @param random uniform in [0, 1) */
export function backoffDelay(backoff: Backoff, failures: number, random: () => number): number {
  return random() * backoffCeiling(backoff, failures)
}
