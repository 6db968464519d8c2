/**
 * A limit of bytes a second over all connections.
 * @module
 */
import { setTimeout as sleep } from 'node:timers/promises'

/** Resolves when so many bytes may pass. */
export type Pace = (bytes: number, signal: AbortSignal) => Promise<void>

/** Waits shorter than this are saved up: timers are no finer. */
const shortestMs = 20

/** @returns `undefined` without a limit, so that nothing is awaited for each chunk */
export function createPace(
  bytesPerSecond: number | undefined,
  now = () => performance.now(),
): Pace | undefined {
  if (bytesPerSecond === undefined) return undefined
  // when everything that passed so far would have passed at the limit
  let paidUntil = now()
  return async (bytes, signal) => {
    const time = now()
    paidUntil = Math.max(paidUntil, time) + (bytes / bytesPerSecond) * 1000
    const wait = paidUntil - time
    if (wait > shortestMs) await sleep(wait, undefined, { signal })
  }
}
