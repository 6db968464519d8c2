/**
 * Keeps a store equal to what the API server has: list, then watch from there, for ever. The list is a streaming one where
 * the server offers that, and comes in chunks where it does not.
 * What breaks is resumed from the last version seen; only a version the server no longer knows costs a new list.
 * @module
 */
import { ApiError, isGone } from './api-error.ts'
import { type Backoff, backoffDelay } from './backoff.ts'
import { type Clock, sleep, systemClock } from './clock.ts'
import { keyOf } from './key.ts'
import type { ObjectSink, Replaced } from './store.ts'
import type { KubeClient, KubeObject, ResourceType, WatchEvent } from './types.ts'
import { asNoStreamingList, InitialObjects, NoStreamingList } from './watch-list.ts'

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
  /** `project` threw: the store keeps what it had of this object, and goes on with the others. Default: `console.error`. */
  readonly onObjectError?: (error: unknown, object: unknown) => void
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
  /** Ask for streaming lists, until the server turns out to have none. Default true. */
  readonly streamingLists?: boolean
  /** Items of one page of a list that is not streaming. Default 500. */
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
  /** Whether streaming lists are still worth a try. */
  #streams: boolean
  /** Events of the current watch. */
  #events = 0

  constructor(options: ReflectorOptions<T>) {
    this.#options = options
    this.#project = options.project ?? dropManagedFields
    this.#backoff = options.backoff ?? { baseMs: 200, capMs: 30_000 }
    this.#clock = options.clock ?? systemClock
    this.#random = options.random ?? Math.random
    this.#streams = options.streamingLists ?? true
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
      this.#events = 0
      const wasGood = () => this.#events > 0 || this.#clock.now() - began > healthyMs
      try {
        await this.#follow()
        // A server that ends watches at once is left alone for a while too.
        if (wasGood()) failures = 0
        else await sleep(this.#clock, backoffDelay(this.#backoff, failures++, this.#random), signal)
        if (!signal.aborted) this.#options.onWatchEnd?.({ events: this.#events })
      } catch (error) {
        if (signal.aborted) return
        if (wasGood()) failures = 0
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

  /** From the last version, or from a list if there is none, until the watch ends. */
  async #follow(): Promise<void> {
    if (this.#resourceVersion === undefined && this.#streams) {
      try {
        return await this.#streamFromStart()
      } catch (error) {
        const why = this.#resourceVersion === undefined ? asNoStreamingList(error) : error
        if (!(why instanceof NoStreamingList)) throw error
        this.#streams = !why.forGood
      }
    }
    this.#resourceVersion ??= await this.#list()
    for await (const event of this.#watch(this.#resourceVersion)) {
      if (this.#stopping.signal.aborted) return
      this.#take(event)
    }
  }

  /** @throws NoStreamingList when the watch ends before its list does */
  async #streamFromStart(): Promise<void> {
    const initial = new InitialObjects<T>()
    for await (const event of this.#watch(undefined)) {
      if (this.#stopping.signal.aborted) return
      if (this.#resourceVersion !== undefined) this.#take(event)
      else if (event.type === 'ERROR') throw errorOf(event)
      else if (initial.take(event, (object) => this.#trim(object))) {
        this.#replace(initial.objects)
        this.#resourceVersion = event.object.metadata.resourceVersion
      }
    }
    if (this.#resourceVersion === undefined && !this.#stopping.signal.aborted) {
      // By an old server, or by one that is being stopped.
      throw new NoStreamingList('the watch ended before the end of the initial objects', false)
    }
  }

  async #list(): Promise<string> {
    const { client, type, pageSize } = this.#options
    const list = await client.list<T>(type, {
      ...this.#selection(),
      limit: pageSize,
      project: (object) => this.#trim(object),
      signal: this.#stopping.signal,
    })
    this.#stopping.signal.throwIfAborted()
    this.#replace(list.items)
    return list.resourceVersion
  }

  #replace(objects: readonly T[]): void {
    const first = !this.#listed
    const changes = this.#options.store.replace(objects)
    this.#listed = true
    this.#options.onList?.({ items: objects.length, first, changes })
    this.#resolveSynced()
  }

  /** @param resourceVersion where to go on; `undefined` for a streaming list */
  #watch(resourceVersion: string | undefined): AsyncIterable<WatchEvent<T>> {
    const { client, type, watchSeconds = 300, silenceSeconds = 180 } = this.#options
    return client.watch<T>(type, {
      ...this.#selection(),
      ...(resourceVersion === undefined ? { initialEvents: true } : { resourceVersion }),
      // Spread, so that the watches of a fleet do not end together.
      timeoutSeconds: Math.floor(watchSeconds * (1 + this.#random())),
      silenceSeconds,
      signal: this.#stopping.signal,
    })
  }

  #take(event: WatchEvent<T>): void {
    if (event.type === 'ERROR') throw errorOf(event)
    const { store } = this.#options
    if (event.type === 'DELETED') store.delete(this.#trim(event.object) ?? event.object)
    else if (event.type !== 'BOOKMARK') {
      const object = this.#trim(event.object)
      if (object) store.set(object)
    }
    this.#resourceVersion = event.object.metadata.resourceVersion ?? this.#resourceVersion
    this.#events++
  }

  /**
   * The object as it is kept. Of a version that is kept already, that one, so that a list over a full store holds nothing
   * twice; of one that cannot be trimmed, whatever is kept.
   */
  #trim(object: T): T | undefined {
    const { store, onObjectError = (error) => console.error(error) } = this.#options
    const held = store.get?.(keyOf(object))
    const { uid, resourceVersion } = object.metadata
    const isHeld = held?.metadata.resourceVersion === resourceVersion && held?.metadata.uid === uid
    if (isHeld && resourceVersion !== undefined) return held
    try {
      return this.#project(object)
    } catch (error) {
      onObjectError(error, object)
      return held
    }
  }

  #selection() {
    const { namespace, labelSelector, fieldSelector } = this.#options
    return { namespace, labelSelector, fieldSelector }
  }
}

/** Whether the next watch may go on from the last version: the server, the way to it or our right failed, not the version. */
function isResumable(error: unknown): boolean {
  if (!(error instanceof ApiError)) return false
  return [0, 401, 403, 429].includes(error.code) || error.code >= 500
}

function errorOf({ object }: Extract<WatchEvent<never>, { type: 'ERROR' }>): ApiError {
  const { code, reason = 'Unknown', message = 'the server ended the watch' } = object
  return new ApiError({ code, reason, message })
}

function askedMs(error: unknown): number {
  return error instanceof ApiError ? (error.retryAfterSeconds ?? 0) * 1000 : 0
}

/** The object without the bookkeeping of field managers. */
export function dropManagedFields<T extends KubeObject>(object: T): T {
  const { managedFields: _, ...metadata } = object.metadata as T['metadata'] & { managedFields?: unknown }
  return { ...object, metadata }
}
