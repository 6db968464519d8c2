/**
 * Events of `events.k8s.io/v1` that people see in `kubectl describe`: repeated ones become a series, a chatty object is
 * cut short, and nothing that goes wrong here reaches the caller.
 * @module
 */
import { isNotFound } from './api-error.ts'
import { type Clock, systemClock } from './clock.ts'
import { eventObject, type KubeEvent, type NewEvent, sameEvent } from './event-object.ts'
import { microTime } from './micro-time.ts'
import { resources } from './resources.ts'
import { TokenBuckets } from './token-buckets.ts'
import type { KubeClient } from './types.ts'

export type { NewEvent } from './event-object.ts'

export interface EventRecorderOptions {
  readonly client: KubeClient
  /** `fitgate.dev/controller`. */
  readonly controller: string
  /** Which of its copies; the pod's name. */
  readonly instance: string
  /** After this without a repetition the next one is a new Event. Default 360. */
  readonly seriesSeconds?: number
  /** The count of a series is written at most this often. Default 60. */
  readonly writeSeconds?: number
  /** Different Events an object may have in a burst; one more every `refillSeconds`. Default 25. */
  readonly burst?: number
  /** Default 300. */
  readonly refillSeconds?: number
  /** Events remembered, and Events waiting to be sent; beyond it the oldest are dropped. Default 1000. */
  readonly capacity?: number
  /** An Event was not sent: the object is too chatty, too many wait, or the server refused it. */
  readonly onDropped?: (why: 'rate' | 'full' | 'failed', error?: unknown) => void
  readonly clock?: Clock
}

/** One Event and its repetitions. */
interface Series {
  readonly event: KubeEvent
  count: number
  /** Count that the server knows; 0 before it was created. */
  written: number
  /** Count that was last sent, whether it arrived or not. */
  sent: number
  lastSeen: number
  lastTime: string
  cancelWrite?: () => void
}

export class EventRecorder {
  readonly #options: Required<Omit<EventRecorderOptions, 'onDropped'>> & EventRecorderOptions
  /** Oldest first. */
  readonly #series = new Map<string, Series>()
  readonly #buckets: TokenBuckets
  /** Waiting to be sent, in order. */
  readonly #outbox = new Set<Series>()
  #sending: Promise<void> | undefined
  #closed = false

  constructor(options: EventRecorderOptions) {
    this.#options = {
      seriesSeconds: 360,
      writeSeconds: 60,
      burst: 25,
      refillSeconds: 300,
      capacity: 1000,
      clock: systemClock,
      ...options,
    }
    const { burst, refillSeconds, capacity, clock } = this.#options
    this.#buckets = new TokenBuckets({ burst, refillMs: refillSeconds * 1000, capacity, clock })
  }

  /** Returns at once; the Event is sent in the background. Never throws. */
  record(event: NewEvent): void {
    if (this.#closed) return
    const { clock, seriesSeconds, capacity } = this.#options
    const key = sameEvent(event)
    const now = clock.now()
    const known = this.#series.get(key)
    if (known && now - known.lastSeen <= seriesSeconds * 1000) {
      this.#repeat(known, now)
      return
    }
    if (known) this.#forget(key)
    if (!this.#buckets.take(event.regarding.metadata.uid ?? event.regarding.metadata.name)) {
      this.#options.onDropped?.('rate')
      return
    }
    const series = {
      event: eventObject(event, this.#options),
      count: 1,
      written: 0,
      sent: 0,
      lastSeen: now,
      lastTime: microTime(),
    }
    this.#series.set(key, series)
    this.#send(series)
    for (const oldest of this.#series.keys()) {
      if (this.#series.size <= capacity) break
      this.#forget(oldest)
    }
  }

  /** Resolves when everything recorded so far was sent or given up, counts of series included. */
  async flush(): Promise<void> {
    for (const series of this.#series.values()) this.#writeNow(series)
    while (this.#sending) await this.#sending
  }

  /** Flushes and stops: what is recorded from now on is ignored. */
  async stop(): Promise<void> {
    this.#closed = true
    await this.flush()
  }

  #repeat(series: Series, now: number): void {
    series.count++
    series.lastSeen = now
    series.lastTime = microTime()
    // The first repetition is news; after that the count follows at its own pace.
    if (series.count === 2) this.#send(series)
    else {
      series.cancelWrite ??= this.#options.clock.after(this.#options.writeSeconds * 1000, () =>
        this.#writeNow(series),
      )
    }
  }

  #writeNow(series: Series): void {
    series.cancelWrite?.()
    series.cancelWrite = undefined
    if (series.count > series.sent) this.#send(series)
  }

  #forget(key: string): void {
    const series = this.#series.get(key)
    this.#series.delete(key)
    if (series) this.#writeNow(series)
  }

  #send(series: Series): void {
    if (!this.#outbox.has(series) && this.#outbox.size >= this.#options.capacity) {
      this.#options.onDropped?.('full')
      return
    }
    this.#outbox.add(series)
    this.#sending ??= this.#drain()
  }

  async #drain(): Promise<void> {
    for (const series of this.#outbox) {
      this.#outbox.delete(series)
      const { count, lastTime } = series
      series.sent = count
      try {
        await this.#write(series.event, series.written, { count, lastObservedTime: lastTime })
        series.written = count
      } catch (error) {
        this.#options.onDropped?.('failed', error)
      }
    }
    this.#sending = undefined
  }

  async #write(event: KubeEvent, written: number, series: NonNullable<KubeEvent['series']>): Promise<void> {
    const { client } = this.#options
    if (written > 0) {
      try {
        await client.patch(resources.event, event.metadata, 'merge', { series })
        return
      } catch (error) {
        // Events expire; what still happens is told anew.
        if (!isNotFound(error)) throw error
      }
    }
    await client.create(resources.event, series.count > 1 ? { ...event, series } : event)
  }
}
