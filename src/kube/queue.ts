/**
 * A work queue of keys with the promises of client-go's: a key waits at most once, is never worked on twice at a time,
 * and is worked on again when it was touched meanwhile. Failures wait longer each time. What matters more goes first, and
 * flows take turns (`lanes.ts`).
 * @module
 */
import { type Backoff, backoffDelay } from './backoff.ts'
import { type Clock, systemClock } from './clock.ts'
import { isHigher, type Lane, Lanes } from './lanes.ts'

export type { Lane } from './lanes.ts'

/** The measures of `workqueue_*`; all durations in seconds. */
export interface QueueHooks {
  readonly onDepth?: (depth: number) => void
  readonly onAdd?: () => void
  /** From ready to taken. */
  readonly onTaken?: (waitedSeconds: number) => void
  /** From taken to done. */
  readonly onDone?: (workedSeconds: number) => void
  /** A key was put back to be tried again after a failure. */
  readonly onRetry?: () => void
  /** Once, with the queue: what is measured when somebody asks. */
  readonly onOpened?: (queue: QueueGauges) => void
}

export interface QueueGauges {
  /** Sum over the keys being worked on. */
  readonly unfinishedSeconds: number
  readonly longestWorkSeconds: number
}

export interface QueueOptions {
  /** Whose turn a key takes, so that a flow of many keys does not hold up one of few. Default: all are one flow. */
  readonly flowOf?: (key: string) => string
  /** Of a key that fails again and again. Default 200 ms to 5 min. */
  readonly backoff?: Backoff
  readonly hooks?: QueueHooks
  readonly clock?: Clock
  /** Uniform in [0, 1); default `Math.random`. */
  readonly random?: () => number
}

interface Timer {
  readonly at: number
  lane: Lane
  readonly cancel: () => void
}

interface Touch {
  readonly since: number
  lane: Lane
}

export const defaultBackoff: Backoff = { baseMs: 200, capMs: 300_000 }

/**
 * @example
 * const key = await queue.take()
 * if (key === undefined) return // closed
 * try { await work(key); queue.forget(key) } catch { queue.retry(key) } finally { queue.done(key) }
 */
export class WorkQueue implements QueueGauges {
  readonly #backoff: Backoff
  readonly #hooks: QueueHooks
  readonly #clock: Clock
  readonly #random: () => number
  /** To be worked on: those in `#ready`, and those touched while they are worked on. */
  readonly #dirty = new Map<string, Touch>()
  /** Being worked on. */
  readonly #working = new Map<string, Touch>()
  readonly #flowOf: (key: string) => string
  #ready: Lanes
  readonly #timers = new Map<string, Timer>()
  readonly #failures = new Map<string, number>()
  readonly #takers: ((key: string | undefined) => void)[] = []
  #closed = false

  constructor(options: QueueOptions = {}) {
    this.#backoff = options.backoff ?? defaultBackoff
    this.#hooks = options.hooks ?? {}
    this.#clock = options.clock ?? systemClock
    this.#random = options.random ?? Math.random
    this.#flowOf = options.flowOf ?? (() => '')
    this.#ready = new Lanes(this.#flowOf)
    this.#hooks.onOpened?.(this)
  }

  /** Keys that are ready to be taken. */
  get depth(): number {
    return this.#ready.size
  }

  get unfinishedSeconds(): number {
    const now = this.#clock.now()
    return [...this.#working.values()].reduce((sum, { since }) => sum + now - since, 0) / 1000
  }

  get longestWorkSeconds(): number {
    const now = this.#clock.now()
    return [...this.#working.values()].reduce((most, { since }) => Math.max(most, now - since), 0) / 1000
  }

  /** Touches a key: it will be worked on after now. One that waits in a lower lane moves up. */
  add(key: string, lane: Lane = 'normal'): void {
    if (this.#closed) return
    const dirty = this.#dirty.get(key)
    if (dirty) {
      if (!isHigher(lane, dirty.lane)) return
      dirty.lane = lane
      if (!this.#working.has(key)) this.#ready.add(key, lane)
      return
    }
    this.#dirty.set(key, { since: this.#clock.now(), lane })
    this.#hooks.onAdd?.()
    if (!this.#working.has(key)) this.#enqueue(key, lane)
  }

  /** Touches a key later; of several such wishes the earliest time and the highest lane count. */
  addAfter(key: string, ms: number, lane: Lane = 'normal'): void {
    if (this.#closed) return
    if (!(ms > 0)) {
      this.add(key, lane)
      return
    }
    const at = this.#clock.now() + ms
    const known = this.#timers.get(key)
    if (known && isHigher(lane, known.lane)) known.lane = lane
    if (known && known.at <= at) return
    known?.cancel()
    const cancel = this.#clock.after(ms, () => {
      this.#timers.delete(key)
      this.add(key, timer.lane)
    })
    const timer: Timer = { at, lane: known?.lane ?? lane, cancel }
    this.#timers.set(key, timer)
  }

  /**
   * Touches a key that failed, after its backoff, in the lane it came from.
   * @param atLeastMs when somebody asked for more patience than that
   * @returns the delay in milliseconds
   */
  retry(key: string, atLeastMs = 0): number {
    const failures = this.failures(key)
    this.#failures.set(key, failures + 1)
    const delayMs = Math.max(atLeastMs, backoffDelay(this.#backoff, failures, this.#random))
    this.#hooks.onRetry?.()
    this.addAfter(key, delayMs, this.#working.get(key)?.lane)
    return delayMs
  }

  /** Failures in a row. */
  failures(key: string): number {
    return this.#failures.get(key) ?? 0
  }

  /** The key is well: its next failure is its first. */
  forget(key: string): void {
    this.#failures.delete(key)
  }

  /** The next key, as soon as there is one; `undefined` once the queue is closed. Whoever takes a key calls `done`. */
  take(): Promise<string | undefined> {
    if (this.#closed) return Promise.resolve(undefined)
    const key = this.#dequeue()
    if (key !== undefined) return Promise.resolve(key)
    return new Promise((resolve) => this.#takers.push(resolve))
  }

  /** The work on a taken key has ended, well or not. */
  done(key: string): void {
    const work = this.#working.get(key)
    if (!work) return
    this.#working.delete(key)
    this.#hooks.onDone?.((this.#clock.now() - work.since) / 1000)
    const dirty = this.#dirty.get(key)
    if (dirty && !this.#closed) this.#enqueue(key, dirty.lane)
  }

  /** Nothing is handed out any more: waiting takers get `undefined`, timers are dropped. */
  close(): void {
    this.#closed = true
    for (const { cancel } of this.#timers.values()) cancel()
    this.#timers.clear()
    this.#ready = new Lanes(this.#flowOf)
    this.#hooks.onDepth?.(0)
    for (const resolve of this.#takers.splice(0)) resolve(undefined)
  }

  #enqueue(key: string, lane: Lane): void {
    this.#ready.add(key, lane)
    const resolve = this.#takers.shift()
    if (resolve) resolve(this.#dequeue())
    else this.#hooks.onDepth?.(this.depth)
  }

  #dequeue(): string | undefined {
    const entry = this.#ready.shift()
    if (!entry) return undefined
    const { key, lane } = entry
    const now = this.#clock.now()
    this.#hooks.onTaken?.((now - (this.#dirty.get(key)?.since ?? now)) / 1000)
    this.#hooks.onDepth?.(this.depth)
    this.#dirty.delete(key)
    this.#working.set(key, { since: now, lane })
    return key
  }
}
