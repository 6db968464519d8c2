/**
 * Keeps a store equal to what the API server has: list, then watch from there, for ever.
 * What breaks is resumed from the last version seen; only a version the server no longer knows costs a new list.
 * @module
 */
import { ApiError, isGone } from './api-error.ts'
import { type Backoff, backoffDelay } from './backoff.ts'
import { type Clock, sleep, systemClock } from './clock.ts'
import type { ObjectSink, Replaced } from './store.ts'
import type { KubeClient, KubeObject, ResourceType, WatchEvent } from './types.ts'

/** Told of what the reflector does, for metrics and logs. */
export interface ReflectorHooks {
  /** A list was taken over. On all but the first, `changes` counts what the watches had missed. */
  readonly onList?: (list: {
    readonly items: number
    readonly first: boolean
    readonly changes: Replaced
  }) => void
  /** A watch came to its end without an error. */
  readonly onWatchEnd?: (watch: { readonly events: number }) => void
  /** A list or a watch failed; the next attempt comes after `delayMs`. */
  readonly onError?: (error: unknown, delayMs: number) => void
}

export interface ReflectorOptions<T extends KubeObject> extends ReflectorHooks {
  readonly client: KubeClient
  readonly type: ResourceType
  readonly store: ObjectSink<T>
  /** Default: all namespaces. */
  readonly namespace?: string
  readonly labelSelector?: string
  readonly fieldSelector?: string
  /** Trims an object as it arrives. Default: drops `managedFields`, half of many objects. */
  readonly project?: (object: T) => T
  /** Items of one page of a list. Default 500. */
  readonly pageSize?: number
  /** A watch is asked to end after this, up to twice as long at random. Default 300. */
  readonly watchSeconds?: number
  /** A watch without a byte for this long is dead. Default 180: servers send a bookmark about once a minute. */
  readonly silenceSeconds?: number
  /** After failures in a row. Default 200 ms to 30 s. */
  readonly backoff?: Backoff
  readonly clock?: Clock
  readonly random?: () => number
}

/** A watch that lasted this long, or delivered anything, was a good one. */
const healthyMs = 5000

export class Reflector<T extends KubeObject> {
  /** Resolves when the first list is in the store; never rejects. After `stop()` it may stay open. */
  readonly synced: Promise<void>
  readonly #options: ReflectorOptions<T>
  readonly #project: (object: T) => T
  readonly #backoff: Backoff
  readonly #clock: Clock
  readonly #random: () => number
  readonly #stopping = new AbortController()
  readonly #resolveSynced: () => void
  #running: Promise<void> | undefined
  /** From here the next watch goes on; absent before the first list and after a 410. */
  #resourceVersion: string | undefined
  #listed = false

  constructor(options: ReflectorOptions<T>) {
    this.#options = options
    this.#project = options.project ?? dropManagedFields
    this.#backoff = options.backoff ?? { baseMs: 200, capMs: 30_000 }
    this.#clock = options.clock ?? systemClock
    this.#random = options.random ?? Math.random
    const { promise, resolve } = Promise.withResolvers<void>()
    this.synced = promise
    this.#resolveSynced = resolve
  }

  get hasSynced(): boolean {
    return this.#listed
  }

  start(): this {
    this.#running ??= this.#run()
    return this
  }

  /** Nothing reaches the store after this has resolved. */
  async stop(): Promise<void> {
    this.#stopping.abort()
    await this.#running
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopping
    let failures = 0
    while (!signal.aborted) {
      const began = this.#clock.now()
      let events = 0
      try {
        this.#resourceVersion ??= await this.#list()
        for await (const event of this.#watch(this.#resourceVersion)) {
          if (signal.aborted) return
          this.#take(event)
          events++
        }
        // A server that ends watches at once is left alone for a while too.
        if (events > 0 || this.#clock.now() - began > healthyMs) failures = 0
        else await sleep(this.#clock, backoffDelay(this.#backoff, failures++, this.#random), signal)
        if (!signal.aborted) this.#options.onWatchEnd?.({ events })
      } catch (error) {
        if (signal.aborted) return
        if (events > 0 || this.#clock.now() - began > healthyMs) failures = 0
        if (!isResumable(error)) this.#resourceVersion = undefined
        // An expired version is the server's ordinary way to ask for a list: the first time, nobody waits for it.
        const wait = isGone(error) && failures === 0 ? 0 : backoffDelay(this.#backoff, failures, this.#random)
        const delayMs = Math.max(wait, askedMs(error))
        failures++
        this.#options.onError?.(error, delayMs)
        await sleep(this.#clock, delayMs, signal)
      }
    }
  }

  async #list(): Promise<string> {
    const { client, type, store, pageSize } = this.#options
    const list = await client.list<T>(type, {
      ...this.#selection(),
      limit: pageSize,
      project: this.#project,
      signal: this.#stopping.signal,
    })
    this.#stopping.signal.throwIfAborted()
    const first = !this.#listed
    const changes = store.replace(list.items)
    this.#listed = true
    this.#options.onList?.({ items: list.items.length, first, changes })
    this.#resolveSynced()
    return list.resourceVersion
  }

  #watch(resourceVersion: string): AsyncIterable<WatchEvent<T>> {
    const { client, type, watchSeconds = 300, silenceSeconds = 180 } = this.#options
    return client.watch<T>(type, {
      ...this.#selection(),
      resourceVersion,
      // Spread, so that the watches of a fleet do not end together.
      timeoutSeconds: Math.floor(watchSeconds * (1 + this.#random())),
      silenceSeconds,
      signal: this.#stopping.signal,
    })
  }

  #take(event: WatchEvent<T>): void {
    if (event.type === 'ERROR') {
      const { code, reason = 'Unknown', message = 'the server ended the watch' } = event.object
      throw new ApiError({ code, reason, message })
    }
    if (event.type === 'DELETED') this.#options.store.delete(this.#project(event.object))
    else if (event.type !== 'BOOKMARK') this.#options.store.set(this.#project(event.object))
    // Only now: an event that could not be taken is asked for again.
    this.#resourceVersion = event.object.metadata.resourceVersion ?? this.#resourceVersion
  }

  #selection() {
    const { namespace, labelSelector, fieldSelector } = this.#options
    return { namespace, labelSelector, fieldSelector }
  }
}

/** Whether the next watch may go on from the last version: the server or the way to it failed, not the version. */
function isResumable(error: unknown): boolean {
  return error instanceof ApiError && (error.code === 0 || error.code === 429 || error.code >= 500)
}

function askedMs(error: unknown): number {
  return error instanceof ApiError ? (error.retryAfterSeconds ?? 0) * 1000 : 0
}

/** The object without the bookkeeping of field managers. */
export function dropManagedFields<T extends KubeObject>(object: T): T {
  const { managedFields: _, ...metadata } = object.metadata as T['metadata'] & { managedFields?: unknown }
  return { ...object, metadata }
}
