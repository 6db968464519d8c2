/**
 * AIMCaches and ModelCaches: what is watched of them, and the worker that brings each to what its plan says.
 * @module
 */
import { modeOf } from '../../../policies/rules.ts'
import type { CacheKind } from '../../api/cache/intent.ts'
import { keyOf, keyOfRef } from '../../kube/key.ts'
import { resources } from '../../kube/resources.ts'
import type { StoreEvent } from '../../kube/store.ts'
import type { KubeObject, ResourceType } from '../../kube/types.ts'
import type { AllowedHosts } from '../../render/model-cache/fetch-job.ts'
import { cacheOwners } from '../../render/model-cache/owner.ts'
import { labels, labelValue } from '../../vocabulary/names.ts'
import { Controller } from '../controller.ts'
import { createFeed } from '../feeds/feed.ts'
import { type Feeds, instanceKey } from '../feeds/feeds.ts'
import { claimsOfPod } from '../feeds/pod.ts'
import type { Surroundings, WatchedKind } from '../watched-kind.ts'
import { groupNode, sameForCopies } from './group-node.ts'
import { type CacheClaim, type CacheJob, type CachePod, projectCacheJob, projectCachePod } from './objects.ts'
import { type CacheObject, claimKeyOf, claimNamesOf } from './read-cache.ts'
import { cacheReconciler } from './reconcile.ts'
import type { CacheCount } from './situation.ts'
import { cacheUsers, namedBy, nodesOfUsers, type UserSources } from './users-of-cache.ts'

/** Measures of `fitgate_cache_*`. */
export interface CacheHooks {
  readonly onCounted: (count: CacheCount) => void
  /** How much of what is fetched is there, from 0 to 1; `undefined` when nothing is any more. @param cache `Kind/namespace/name` */
  readonly onProgress: (cache: string, share: number | undefined) => void
}

export interface CacheControllerOptions extends Surroundings, UserSources {
  readonly feeds: Pick<Feeds, 'pods' | 'endpoints' | 'nodes'>
  /** The fitgate image, for Jobs. */
  readonly image: () => string
  readonly readText: (url: string, signal: AbortSignal) => Promise<string>
  /** A cache came, went or changed. */
  readonly onChanged: (cache: CacheObject) => void
}

export interface CacheController extends WatchedKind {
  /** The cache of a name in a namespace. */
  find(kind: CacheKind, namespace: string, name: string): CacheObject | undefined
  /** Which caches there are, is known. */
  hasSynced(): boolean
  /** Every cache there is. */
  list(): readonly CacheObject[]
  /** An endpoint, a service or a plain workload came, went or changed. */
  userChanged(event: StoreEvent<KubeObject>): void
}

const ownerSelector = `${labels.owner} in (${cacheOwners.join(',')})`

/** Where a cache meets what belongs to it: a label holds its name as far as it fits. */
const ownerKey = (kind: string, namespace: string | undefined, instance: string) =>
  `${kind.toLowerCase()}/${instanceKey(namespace ?? '', instance)}`

/** Index function over what carries the labels of a cache. */
function ownerOf({ metadata }: KubeObject): string[] {
  const { [labels.owner]: kind, [labels.instance]: instance } = metadata.labels ?? {}
  return kind === undefined || instance === undefined ? [] : [ownerKey(kind, metadata.namespace, instance)]
}

const keyOfCache = (cache: CacheObject) => `${cache.kind}/${keyOf(cache)}`

export function cacheController(options: CacheControllerOptions): CacheController {
  const { client, metrics, log, events, now, context, feeds } = options
  const surroundings = { client, metrics, log }
  const cacheFeed = (type: ResourceType) =>
    createFeed<CacheObject, 'instance' | 'claim'>({
      ...surroundings,
      type,
      optional: true,
      indexes: {
        instance: ({ kind, metadata }) => [ownerKey(kind, metadata.namespace, labelValue(metadata.name))],
        claim: (cache) => [claimKeyOf(cache)],
      },
    })
  const caches = { AIMCache: cacheFeed(resources.aimCache), ModelCache: cacheFeed(resources.modelCache) }
  const owned = { ...surroundings, labelSelector: ownerSelector, indexes: { owner: ownerOf } }
  const claims = createFeed<CacheClaim, 'owner'>({ ...owned, type: resources.persistentVolumeClaim })
  const jobs = createFeed<CacheJob, 'owner'>({ ...owned, type: resources.job, project: projectCacheJob })
  const pods = createFeed<CachePod, 'owner'>({ ...owned, type: resources.pod, project: projectCachePod })
  const all = [caches.AIMCache, caches.ModelCache, claims, jobs, pods]
  const stores = [caches.AIMCache.store, caches.ModelCache.store]
  const list = () => stores.flatMap((store) => store.list())
  const find = (kind: CacheKind, namespace: string, name: string) =>
    caches[kind].store.get(keyOfRef({ namespace, name }))
  const own = (cache: CacheObject) =>
    ownerKey(cache.kind, cache.metadata.namespace, labelValue(cache.metadata.name))

  const controller = new Controller({
    name: 'modelcache',
    metrics,
    log,
    workers: 4,
    reconcile: cacheReconciler({
      client,
      events,
      now,
      image: options.image,
      readText: options.readText,
      ...metrics.caches(),
      view: {
        ready: () => [...all, feeds.pods, feeds.nodes].every((feed) => feed.hasSynced()),
        cache: (key) => {
          const [kind, ...rest] = key.split('/')
          return caches[kind === 'AIMCache' ? 'AIMCache' : 'ModelCache'].store.get(rest.join('/'))
        },
        claim: (key) => claims.store.get(key),
        jobs: (cache) => jobs.store.byIndex('owner', own(cache)),
        pods: (cache) => pods.store.byIndex('owner', own(cache)),
        users: (cache) => cacheUsers(cache, options),
        nodes: () => feeds.nodes.store.list().map(groupNode),
        nodesOfUsers: (cache) => nodesOfUsers(cache, feeds),
        sources: (namespace) => sourcesIn(namespace, context()?.config.policies),
      },
    }),
  })

  const touch = (cache: CacheObject) => controller.touch(keyOfCache(cache))
  for (const store of stores)
    store.subscribe(({ object }) => {
      touch(object)
      options.onChanged(object)
    })
  for (const { store } of [claims, jobs, pods])
    store.subscribe(({ object }: { readonly object: KubeObject }) => {
      for (const key of ownerOf(object)) for (const one of stores) one.byIndex('instance', key).forEach(touch)
    })
  feeds.nodes.store.subscribe(({ object, old, type }) => {
    if (type === 'modified' && sameForCopies(object, old)) return
    for (const cache of list()) if (claimNamesOf(cache).copies !== undefined) touch(cache)
  })
  feeds.pods.store.subscribe(({ object }) => {
    for (const key of claimsOfPod(object))
      for (const store of stores) store.byIndex('claim', key).forEach(touch)
  })

  return {
    find,
    hasSynced: () => caches.AIMCache.hasSynced() && caches.ModelCache.hasSynced(),
    list,
    userChanged({ object, old }) {
      for (const named of [namedBy(object), old && namedBy(old)]) {
        const cache = named && find(named.kind, object.metadata.namespace ?? '', named.name)
        if (cache !== undefined) touch(cache)
      }
    },
    start() {
      for (const feed of all) feed.start()
    },
    begin: () => controller.begin(list().map(keyOfCache)),
    end: () => controller.end(),
    async stop() {
      await Promise.all(all.map((feed) => feed.stop()))
    },
  }
}

type Policies = NonNullable<Parameters<typeof modeOf>[0]>

/** What is held to again when connecting: only where the platform refuses sources, not where it warns of them. */
function sourcesIn(namespace: string, policies: Policies | undefined): AllowedHosts | undefined {
  if (policies === undefined || modeOf(policies, 'allowed-sources', namespace) !== 'enforce') return undefined
  const own = Object.hasOwn(policies.namespaces, namespace) ? policies.namespaces[namespace] : undefined
  return own?.sources ?? policies.sources
}
