/**
 * The Kubernetes API as this project talks to it: plain JSON objects, resource types by path, one small client.
 * @module
 */
import type { ObjectMeta } from '../vocabulary/object-meta.ts'
import type { Preconditions } from './preconditions.ts'

export interface KubeObject {
  readonly apiVersion: string
  readonly kind: string
  readonly metadata: ObjectMeta
}

/** A kind as the API server serves it. */
export interface ResourceType {
  /** Empty for the core group. */
  readonly group: string
  readonly version: string
  readonly plural: string
  readonly kind: string
  readonly namespaced: boolean
}

export interface ObjectRef {
  readonly namespace?: string
  readonly name: string
}

export interface ListOptions {
  readonly namespace?: string
  readonly labelSelector?: string
  readonly fieldSelector?: string
  /** Items a page; all pages are read. Default 500. */
  readonly limit?: number
}

export interface ReadOptions {
  readonly signal?: AbortSignal
}

/** Who still has the right to write. */
export interface Fence {
  /**
   * Asked on every attempt, at the last moment before the request goes onto its connection.
   * Where it answers false nothing is sent, and the write rejects with reason `Fenced`.
   */
  readonly onlyIf?: () => boolean
}

export interface WriteOptions extends Fence {
  readonly subresource?: 'status' | 'scale'
  readonly dryRun?: boolean
  /** Of `create`: fields that the server does not know are refused with 400, as by an apply, not left out with a warning. */
  readonly strict?: boolean
  /** Of an object that is there already; a write that breaks them is refused with 409. Ignored by `create`. */
  readonly preconditions?: Preconditions
  readonly signal?: AbortSignal
}

export interface DeleteOptions extends Fence, Preconditions {
  readonly propagation?: 'Background' | 'Foreground' | 'Orphan'
  readonly signal?: AbortSignal
}

export interface ListResult<T> {
  readonly items: readonly T[]
  readonly resourceVersion: string
}

export interface WatchOptions extends ListOptions {
  /** Changes after this version. Without it the watch begins with what is there now, as added. */
  readonly resourceVersion?: string
  /**
   * A streaming list: what is there now, a bookmark that `isInitialEnd` (`watch-list.ts`) knows, then changes.
   * A server that has none answers 422, or an older one never sends the bookmark.
   */
  readonly initialEvents?: boolean
  /** After this the server ends the watch. Default 300. */
  readonly timeoutSeconds?: number
  /** Without a byte for this long the connection counts as dead. Default `timeoutSeconds` + 30. */
  readonly silenceSeconds?: number
  readonly signal: AbortSignal
}

export type WatchEvent<T> =
  | { readonly type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK'; readonly object: T }
  | {
      readonly type: 'ERROR'
      readonly object: { readonly code: number; readonly reason?: string; readonly message?: string }
    }

/**
 * The client. Every method rejects with `ApiError` (`api-error.ts`) when the server answers with a failure or cannot be reached.
 * Reads answer `undefined` for 404; deletes treat 404 as done.
 */
export interface KubeClient {
  get<T extends KubeObject>(type: ResourceType, ref: ObjectRef, options?: ReadOptions): Promise<T | undefined>
  /**
   * All pages. `project` trims each object as its page arrives, so that a big list is never whole in memory untrimmed; what
   * it answers `undefined` for is left out.
   */
  list<T extends KubeObject>(
    type: ResourceType,
    options?: ListOptions & ReadOptions & { readonly project?: (object: T) => T | undefined },
  ): Promise<ListResult<T>>
  create<T extends KubeObject>(type: ResourceType, object: T, options?: WriteOptions): Promise<T>
  /** Server-side apply with fitgate's field manager; conflicts are forced unless `force: false`. */
  apply<T extends KubeObject>(
    type: ResourceType,
    object: T,
    options?: WriteOptions & { readonly force?: boolean },
  ): Promise<T>
  /** `merge`: RFC 7386; `json`: RFC 6902. A resourceVersion inside a merge patch is a precondition. */
  patch<T extends KubeObject>(
    type: ResourceType,
    ref: ObjectRef,
    kind: 'merge' | 'json',
    patch: unknown,
    options?: WriteOptions,
  ): Promise<T>
  delete(type: ResourceType, ref: ObjectRef, options?: DeleteOptions): Promise<void>
  /** One watch request; ends when the server or the signal ends it, throws when the connection breaks or goes silent. */
  watch<T extends KubeObject>(type: ResourceType, options: WatchOptions): AsyncIterable<WatchEvent<T>>
  /** Anything else, as JSON (or text when the answer is not JSON). */
  request(
    method: string,
    path: string,
    body?: unknown,
    headers?: Readonly<Record<string, string>>,
  ): Promise<unknown>
  close(): void
}
