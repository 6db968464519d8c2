/**
 * The Kubernetes API as this project talks to it: plain JSON objects, resource types by path, one small client.
 * @module
 */
import type { ObjectMeta } from '../vocabulary/object-meta.ts'

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

export interface WriteOptions {
  readonly subresource?: 'status' | 'scale'
  readonly dryRun?: boolean
  readonly signal?: AbortSignal
}

export interface ListResult<T> {
  readonly items: readonly T[]
  readonly resourceVersion: string
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
  /** All pages. `project` trims each object as its page arrives, so that a big list is never whole in memory untrimmed. */
  list<T extends KubeObject>(
    type: ResourceType,
    options?: ListOptions & ReadOptions & { readonly project?: (object: T) => T },
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
  delete(
    type: ResourceType,
    ref: ObjectRef,
    options?: { readonly uid?: string; readonly propagation?: 'Background' | 'Foreground' | 'Orphan' },
  ): Promise<void>
  /** One watch request; ends when the server or the signal ends it, throws when the connection breaks or goes silent. */
  watch<T extends KubeObject>(
    type: ResourceType,
    options: ListOptions & {
      readonly resourceVersion: string
      /** After this the server ends the watch. Default 300. */
      readonly timeoutSeconds?: number
      /** Without a byte for this long the connection counts as dead. Default `timeoutSeconds` + 30. */
      readonly silenceSeconds?: number
      readonly signal: AbortSignal
    },
  ): AsyncIterable<WatchEvent<T>>
  /** Anything else, as JSON (or text when the answer is not JSON). */
  request(
    method: string,
    path: string,
    body?: unknown,
    headers?: Readonly<Record<string, string>>,
  ): Promise<unknown>
  close(): void
}
