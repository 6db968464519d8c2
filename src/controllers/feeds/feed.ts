/**
 * A feed: one kind of object, watched into a store.
 * @module
 */
import { isNotFound } from '../../kube/api-error.ts'
import { Reflector } from '../../kube/reflector.ts'
import { Store, type StoreOptions } from '../../kube/store.ts'
import type { KubeClient, KubeObject, ResourceType } from '../../kube/types.ts'
import type { Log } from '../log.ts'
import type { Metrics } from '../metrics.ts'

export interface FeedOptions<T extends KubeObject, Index extends string> {
  readonly client: KubeClient
  readonly type: ResourceType
  readonly metrics: Metrics
  readonly log: Log
  readonly labelSelector?: string
  /** Its definition may not be installed: that is told once, and looked for again for ever. Default false. */
  readonly optional?: boolean
  readonly indexes?: StoreOptions<T, Index>['indexes']
  /** Trims an object as it arrives. */
  readonly project?: (object: T) => T
}

export interface Feed<T extends KubeObject, Index extends string = never> {
  readonly store: Store<T, Index>
  /** Begins to watch; subscribe to the store before, to miss nothing. */
  start(): void
  /** In step with the API server; of an optional kind also where it is not installed, as there are none then. */
  hasSynced(): boolean
  /** The kind is installed, and what there is of it is known. */
  isServed(): boolean
  stop(): Promise<void>
}

export function createFeed<T extends KubeObject, Index extends string = never>(
  options: FeedOptions<T, Index>,
): Feed<T, Index> {
  const { client, type, metrics, log, labelSelector, project, optional = false } = options
  const store = new Store<T, Index>({
    ...(options.indexes === undefined ? {} : { indexes: options.indexes }),
    onHandlerError: (error) => log.error({ err: error, kind: type.kind }, 'an event was not taken'),
  })
  const hooks = metrics.reflector(type.plural)
  let isAbsent = false
  const reflector = new Reflector<T>({
    ...hooks,
    onError(error, delayMs) {
      hooks.onError?.(error, delayMs)
      const wasAbsent = isAbsent
      isAbsent = optional && isNotFound(error)
      if (isAbsent) {
        if (!wasAbsent) log.info({ kind: type.kind }, 'not installed')
        return
      }
      log.warn({ err: error, kind: type.kind, delayMs: Math.round(delayMs) }, 'watch interrupted')
    },
    onObjectError: (error) => log.error({ err: error, kind: type.kind }, 'an object could not be read'),
    client,
    type,
    store,
    ...(labelSelector === undefined ? {} : { labelSelector }),
    ...(project === undefined ? {} : { project }),
  })
  return {
    store,
    start: () => void reflector.start(),
    hasSynced: () => reflector.hasSynced || isAbsent,
    isServed: () => reflector.hasSynced && !isAbsent,
    stop: () => reflector.stop(),
  }
}
