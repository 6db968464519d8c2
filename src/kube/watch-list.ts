/**
 * Streaming lists: a watch that begins with everything there is, one object at a time, then a bookmark, then changes
 * (KEP-3157). The server needs no memory for a whole list, and between list and watch there is no gap.
 * @module
 */
import { ApiError } from './api-error.ts'
import { keyOf } from './key.ts'
import type { KubeObject, WatchEvent } from './types.ts'

const endAnnotation = 'k8s.io/initial-events-end'

/** The bookmark after the last object of a streaming list. */
export function isInitialEnd(event: WatchEvent<KubeObject>): boolean {
  return event.type === 'BOOKMARK' && event.object.metadata.annotations?.[endAnnotation] === 'true'
}

/** Nothing came of a streaming list, and asking again at once would not help. */
export class NoStreamingList extends Error {
  override readonly name = 'NoStreamingList'
  /** The server, or this kind on it, has none: it need not be asked again. */
  readonly forGood: boolean

  constructor(message: string, forGood: boolean) {
    super(message)
    this.forGood = forGood
  }
}

/** A refusal for being a streaming list, 422 where the feature is off and 400 by other servers, as such; other errors as they are. */
export function asNoStreamingList(error: unknown): unknown {
  const refused = error instanceof ApiError && [400, 405, 422].includes(error.code)
  return refused ? new NoStreamingList(error.message, true) : error
}

/** What a streaming list has brought so far. */
export class InitialObjects<T extends KubeObject> {
  readonly #objects = new Map<string, T>()

  get objects(): readonly T[] {
    return [...this.#objects.values()]
  }

  /**
   * @param trim answers `undefined` for an object that is to be left out
   * @returns whether that was the end
   * @throws NoStreamingList for an ordinary bookmark: the server took this for an ordinary watch
   */
  take(event: WatchEvent<T>, trim: (object: T) => T | undefined): boolean {
    switch (event.type) {
      case 'ADDED':
      case 'MODIFIED': {
        const object = trim(event.object)
        if (object) this.#objects.set(keyOf(object), object)
        return false
      }
      case 'DELETED':
        this.#objects.delete(keyOf(event.object))
        return false
      case 'BOOKMARK':
        if (isInitialEnd(event)) return true
        throw new NoStreamingList('a bookmark before the end of the initial objects', true)
      case 'ERROR':
        return false
      default:
        return event satisfies never
    }
  }
}
