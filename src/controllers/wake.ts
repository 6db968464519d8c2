/**
 * Which endpoints look again when the cluster changed: all when other plans may be possible, those that wait when GPUs came free.
 * @module
 */
import type { SnapshotChange } from './snapshot-feed.ts'

export interface WakeOptions {
  /** Touches every endpoint. */
  readonly wakeAll: () => void
  /** Touches those that wait for a place. */
  readonly wakeWaiting: () => void
}

/** Free counts move with every pod: waiting endpoints are woken soon after the first change, and then at most this often. */
const soonMs = 1000
const pauseMs = 30_000

export class Wake {
  readonly #options: WakeOptions
  #timer: NodeJS.Timeout | undefined
  #wokenAt = Number.NEGATIVE_INFINITY

  constructor(options: WakeOptions) {
    this.#options = options
  }

  take(change: SnapshotChange): void {
    switch (change) {
      case 'none':
        break
      case 'counts':
        // The scheduler binds pods by itself; this is for their words only.
        this.#timer ??= setTimeout(
          () => {
            this.#timer = undefined
            this.#wokenAt = performance.now()
            this.#options.wakeWaiting()
          },
          Math.max(soonMs, this.#wokenAt + pauseMs - performance.now()),
        )
        break
      case 'plans':
        this.#options.wakeAll()
        break
      default:
        change satisfies never
    }
  }

  stop(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
  }
}
