/**
 * A work queue of keys with the promises of client-go's: a key waits at most once, is never worked on twice at a time,
 * and is worked on again when it was touched meanwhile. Failures wait longer each time.
 * @module
 */
import { type Backoff, backoffDelay } from './backoff.ts'
import { type Clock, systemClock } from './clock.ts'

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
}

export interface QueueOptions {
  /** Of a key that fails again and again. Default 200 ms to 5 min. */
  readonly backoff?: Backoff
  readonly hooks?: QueueHooks
  readonly clock?: Clock
  /** Uniform in [0, 1); default `Math.random`. */
  readonly random?: () => number
}

interface Timer {
  readonly at: number
  readonly cancel: () => void
}

export const defaultBackoff: Backoff = { baseMs: 200, capMs: 300_000 }

/**
 * @example
 * const key = await queue.take()
 * if (key === undefined) return // closed
 * try { await work(key); queue.forget(key) } catch { queue.retry(key) } finally { queue.done(key) }
 */
export class WorkQueue {
  readonly #backoff: Backoff
  readonly #hooks: QueueHooks
  readonly #clock: Clock
  readonly #random: () => number
  /** To be worked on, with the time since when: those in `#order`, and those touched while they are worked on. */
  readonly #dirty = new Map<string, number>()
  /** Being worked on, with the time since when. */
  readonly #working = new Map<string, number>()
  /** Ready keys, first in, first out; those before `#head` are gone already. */
  #order: string[] = []
  #head = 0
  readonly #timers = new Map<string, Timer>()
  readonly #failures = new Map<string, number>()
  readonly #takers: ((key: string | undefined) => void)[] = []
  #closed = false

  constructor(options: QueueOptions = {}) {
    this.#backoff = options.backoff ?? defaultBackoff
    this.#hooks = options.hooks ?? {}
    this.#clock = options.clock ?? systemClock
    this.#random = options.random ?? Math.random
  }

  /** Keys that are ready to be taken. */
  get depth(): number {
    return this.#order.length - this.#head
  }

  /** Sum over the keys being worked on. */
  get unfinishedSeconds(): number {
    const now = this.#clock.now()
    return [...this.#working.values()].reduce((sum, since) => sum + now - since, 0) / 1000
  }

  get longestWorkSeconds(): number {
    const now = this.#clock.now()
    return [...this.#working.values()].reduce((most, since) => Math.max(most, now - since), 0) / 1000
  }

  /** Touches a key: it will be worked on after now. */
  add(key: string): void {
    if (this.#closed || this.#dirty.has(key)) return
    this.#dirty.set(key, this.#clock.now())
    this.#hooks.onAdd?.()
    if (!this.#working.has(key)) this.#enqueue(key)
  }

  /** Touches a key later; of several such wishes the earliest counts. */
  addAfter(key: string, ms: number): void {
    if (this.#closed) return
    if (!(ms > 0)) {
      this.add(key)
      return
    }
    const at = this.#clock.now() + ms
    const timer = this.#timers.get(key)
    if (timer && timer.at <= at) return
    timer?.cancel()
    const cancel = this.#clock.after(ms, () => {
      this.#timers.delete(key)
      this.add(key)
    })
    this.#timers.set(key, { at, cancel })
  }

  /**
   * Touches a key that failed, after its backoff.
   * @param atLeastMs when somebody asked for more patience than that
   * @returns the delay in milliseconds
   */
  retry(key: string, atLeastMs = 0): number {
    const failures = this.failures(key)
    this.#failures.set(key, failures + 1)
    const delayMs = Math.max(atLeastMs, backoffDelay(this.#backoff, failures, this.#random))
    this.#hooks.onRetry?.()
    this.addAfter(key, delayMs)
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
    const since = this.#working.get(key)
    if (since === undefined) return
    this.#working.delete(key)
    this.#hooks.onDone?.((this.#clock.now() - since) / 1000)
    if (this.#dirty.has(key) && !this.#closed) this.#enqueue(key)
  }

  /** Nothing is handed out any more: waiting takers get `undefined`, timers are dropped. */
  close(): void {
    this.#closed = true
    for (const { cancel } of this.#timers.values()) cancel()
    this.#timers.clear()
    this.#order = []
    this.#head = 0
    this.#hooks.onDepth?.(0)
    for (const resolve of this.#takers.splice(0)) resolve(undefined)
  }

  #enqueue(key: string): void {
    this.#order.push(key)
    const resolve = this.#takers.shift()
    if (resolve) resolve(this.#dequeue())
    else this.#hooks.onDepth?.(this.depth)
  }

  #dequeue(): string | undefined {
    const key = this.#order[this.#head]
    if (key === undefined) return undefined
    this.#head++
    if (this.#head > 1000 && this.#head * 2 > this.#order.length) {
      this.#order = this.#order.slice(this.#head)
      this.#head = 0
    }
    const now = this.#clock.now()
    this.#hooks.onTaken?.((now - (this.#dirty.get(key) ?? now)) / 1000)
    this.#hooks.onDepth?.(this.depth)
    this.#dirty.delete(key)
    this.#working.set(key, now)
    return key
  }
}
