/**
 * Work that the leader does again and again: never twice at once, ended with the term.
 * @module
 */
import { type Clock, sleep, systemClock } from '../kube/clock.ts'

export interface PeriodicOptions {
  /** From the end of one run to the beginning of the next. */
  readonly intervalSeconds: number
  /** From the beginning of a term to the first run. */
  readonly firstSeconds: number
  readonly run: (signal: AbortSignal) => Promise<void>
  /** Told of a run that failed; the next one comes all the same. */
  readonly onError: (error: unknown) => void
  readonly clock?: Clock
}

export class Periodic {
  readonly #options: PeriodicOptions
  #stopping: AbortController | undefined
  #running: Promise<void> = Promise.resolve()

  constructor(options: PeriodicOptions) {
    this.#options = options
  }

  /** Begins a term. */
  begin(): void {
    if (this.#stopping !== undefined) return
    this.#stopping = new AbortController()
    this.#running = this.#loop(this.#stopping.signal)
  }

  /** Ends it; resolves when the run that was under way has ended. */
  async end(): Promise<void> {
    this.#stopping?.abort()
    this.#stopping = undefined
    await this.#running
  }

  async #loop(signal: AbortSignal): Promise<void> {
    const { intervalSeconds, firstSeconds, run, onError, clock = systemClock } = this.#options
    for (let pause = firstSeconds; ; pause = intervalSeconds) {
      await sleep(clock, pause * 1000, signal)
      if (signal.aborted) return
      try {
        await run(signal)
      } catch (error) {
        if (!signal.aborted) onError(error)
      }
    }
  }
}
