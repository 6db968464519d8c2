/**
 * Waiting for what a cluster does in its own time.
 * @module
 */
import { setTimeout as sleep } from 'node:timers/promises'

const pollMs = 100

/** Repeats `attempt` until it does not throw; after `seconds` its last error is the result. */
export async function eventually<T>(attempt: () => Promise<T> | T, seconds = 30): Promise<T> {
  const deadline = Date.now() + seconds * 1000
  for (;;) {
    try {
      return await attempt()
    } catch (error) {
      if (Date.now() > deadline) throw error
    }
    await sleep(pollMs)
  }
}
