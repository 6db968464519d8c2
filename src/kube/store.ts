/**
 * The objects of one kind as they were last seen, by key and by index, and who wants to hear of changes.
 * @module
 */
import { keyOf } from './key.ts'
import type { KubeObject } from './types.ts'

export type StoreEvent<T> =
  | { readonly type: 'added'; readonly object: T; readonly old?: undefined }
  | { readonly type: 'modified'; readonly object: T; readonly old: T }
  /** `object` is the last state the server told of; `old` is what the store held. */
  | { readonly type: 'deleted'; readonly object: T; readonly old: T }

/** How many objects a replacement changed; after the first list, each is a change no watch had told of. */
export interface Replaced {
  readonly added: number
  readonly modified: number
  readonly deleted: number
}

/** What a reflector writes to. */
export interface ObjectSink<T> {
  /** What is kept under a key, if the sink keeps it in a form that a reflector may give back to it. */
  get?(key: string): T | undefined
  set(object: T): void
  delete(object: T): void
  replace(objects: readonly T[]): Replaced
}

export interface StoreOptions<T, Index extends string> {
  /** Values under which an object is found by `byIndex`. Called with old and new objects alike, so it must be pure. */
  readonly indexes?: Readonly<Record<Index, (object: T) => readonly string[]>>
  /**
   * A subscriber threw: the others have been served all the same. An index threw: the object is kept, and is not found by
   * that index. Default: `console.error`.
   */
  readonly onHandlerError?: (error: unknown) => void
}

/**
 * Objects handed out are shared: nobody may change them.
 *
 * @example
 * const pods = new Store<Pod, 'node'>({ indexes: { node: (pod) => [pod.spec.nodeName ?? ''] } })
 * pods.subscribe(({ object }) => queue.add(keyOf(object)))
 */
export class Store<T extends KubeObject, Index extends string = never> implements ObjectSink<T> {
  readonly #objects = new Map<string, T>()
  readonly #indexes: readonly (readonly [Index, (object: T) => readonly string[], Map<string, Set<string>>])[]
  readonly #handlers = new Set<(event: StoreEvent<T>) => void>()
  readonly #onHandlerError: (error: unknown) => void

  constructor(options: StoreOptions<T, Index> = {}) {
    const indexes = Object.entries(options.indexes ?? {}) as [Index, (object: T) => readonly string[]][]
    this.#onHandlerError = options.onHandlerError ?? ((error) => console.error(error))
    this.#indexes = indexes.map(([name, valuesOf]) => [name, this.#guarded(valuesOf), new Map()] as const)
  }

  get size(): number {
    return this.#objects.size
  }

  /** @param key as `keyOf` makes it */
  get(key: string): T | undefined {
    return this.#objects.get(key)
  }

  list(): readonly T[] {
    return [...this.#objects.values()]
  }

  byIndex(index: Index, value: string): readonly T[] {
    const keys = this.#indexes.find(([name]) => name === index)?.[2].get(value) ?? []
    return [...keys].flatMap((key) => this.#objects.get(key) ?? [])
  }

  /**
   * Calls the handler for what is here already (as added) and from then on for every change, in order.
   * @returns how to stop it
   */
  subscribe(handler: (event: StoreEvent<T>) => void): () => void {
    for (const object of this.list()) this.#tell(handler, { type: 'added', object })
    this.#handlers.add(handler)
    return () => this.#handlers.delete(handler)
  }

  /** Adds or replaces one object. The version that is here already is not announced again. */
  set(object: T): void {
    this.#set(object)
  }

  /** Removes one object, if it is here. */
  delete(object: T): void {
    this.#delete(keyOf(object), object)
  }

  /** Makes the store hold exactly these objects and announces the difference. */
  replace(objects: readonly T[]): Replaced {
    const count = { added: 0, modified: 0, deleted: 0 }
    const present = new Set(objects.map(keyOf))
    for (const [key, old] of [...this.#objects]) {
      if (!present.has(key) && this.#delete(key, old)) count.deleted++
    }
    for (const object of objects) {
      const change = this.#set(object)
      if (change) count[change]++
    }
    return count
  }

  #set(object: T): 'added' | 'modified' | undefined {
    const key = keyOf(object)
    const old = this.#objects.get(key)
    if (old && old.metadata.uid !== object.metadata.uid) {
      // A namesake: the old one's deletion was missed.
      this.#delete(key, old)
      return this.#set(object)
    }
    const { resourceVersion } = object.metadata
    if (old && resourceVersion !== undefined && old.metadata.resourceVersion === resourceVersion)
      return undefined
    this.#objects.set(key, object)
    this.#index(key, old, object)
    this.#announce(old ? { type: 'modified', object, old } : { type: 'added', object })
    return old ? 'modified' : 'added'
  }

  #delete(key: string, object: T): boolean {
    const old = this.#objects.get(key)
    if (!old) return false
    this.#objects.delete(key)
    this.#index(key, old, undefined)
    this.#announce({ type: 'deleted', object, old })
    return true
  }

  #index(key: string, old: T | undefined, object: T | undefined): void {
    for (const [, valuesOf, keys] of this.#indexes) {
      for (const value of old ? valuesOf(old) : []) {
        const found = keys.get(value)
        found?.delete(key)
        if (found?.size === 0) keys.delete(value)
      }
      for (const value of object ? valuesOf(object) : []) {
        const found = keys.get(value)
        if (found) found.add(key)
        else keys.set(value, new Set([key]))
      }
    }
  }

  #guarded(valuesOf: (object: T) => readonly string[]): (object: T) => readonly string[] {
    return (object) => {
      try {
        return valuesOf(object)
      } catch (error) {
        this.#onHandlerError(error)
        return []
      }
    }
  }

  #announce(event: StoreEvent<T>): void {
    for (const handler of this.#handlers) this.#tell(handler, event)
  }

  #tell(handler: (event: StoreEvent<T>) => void, event: StoreEvent<T>): void {
    try {
      handler(event)
    } catch (error) {
      this.#onHandlerError(error)
    }
  }
}
