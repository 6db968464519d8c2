/**
 * How long a workload waits before it is tried again.
 * @module
 */

/** No wait is longer, seconds. */
export const backoffCapSeconds = 300

/** A herd that failed together comes back spread over this share of the wait. */
const jitter = 0.1

/**
 * Doubles from one base up to the cap, and adds up to a tenth. The tenth is inside the cap: waits that have reached it are spread
 * below, never shorter than one base.
 *
 * @param baseSeconds more than 0, at most the cap
 * @param attempt retries before this one: 0 waits one base
 * @param random uniform in [0, 1)
 * @returns seconds, never above the cap and never below `baseSeconds`
 */
export function nextBackoff(baseSeconds: number, attempt: number, random: () => number): number {
  const wait = baseSeconds * 2 ** Math.max(0, attempt)
  const least = Math.min(
    Math.max(Math.min(wait, backoffCapSeconds / (1 + jitter)), baseSeconds),
    backoffCapSeconds,
  )
  const most = Math.min(wait * (1 + jitter), backoffCapSeconds)
  return least + random() * (most - least)
}
