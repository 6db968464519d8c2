/**
 * Time as the machinery needs it: how long, never what date. Injected, so that tests own it.
 * @module
 */

export interface Clock {
  /** Milliseconds that only grow, whatever happens to the date of the machine. */
  now(): number
  /** Calls once after `ms`; answers the function that cancels it. */
  after(ms: number, run: () => void): () => void
}

/** Node fires timers above this at once. */
const longestTimerMs = 2 ** 31 - 1

export const systemClock: Clock = {
  now: () => performance.now(),
  after(ms, run) {
    const timer = setTimeout(run, Math.min(Math.max(ms, 0), longestTimerMs))
    return () => clearTimeout(timer)
  },
}

/** Resolves after `ms`, or as soon as the signal fires; never rejects. */
export function sleep(clock: Clock, ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve()
    const end = () => {
      cancel()
      signal?.removeEventListener('abort', end)
      resolve()
    }
    const cancel = clock.after(ms, end)
    signal?.addEventListener('abort', end, { once: true })
  })
}
