/**
 * Caches as the snapshot tells of them: what they list, what is there of it, and on which nodes.
 * @module
 */
import { type CacheIntent, copiesClass } from '../api/cache/intent.ts'
import type { KnownCache } from '../inventory/known-caches.ts'
import { type CacheObject, readCache } from './model-cache/read-cache.ts'

/** By object: an object never changes, its successor is another. */
const known = new WeakMap<CacheObject, KnownCache>()

/** Of every cache that can be read; one that goes away is none that engines could begin with. */
export function knownCaches(caches: readonly CacheObject[]): readonly KnownCache[] {
  return caches
    .filter(({ metadata }) => metadata.deletionTimestamp === undefined)
    .flatMap((cache) => {
      const before = known.get(cache)
      if (before !== undefined) return [before]
      const now = knownCache(cache)
      if (now !== undefined) known.set(cache, now)
      return now ?? []
    })
}

function knownCache(cache: CacheObject): KnownCache | undefined {
  const { request } = readCache(cache)
  if (request === undefined) return undefined
  const { storage, models, nodeGroup } = request.intent
  const { cachedModels = [], nodes = [] } = cache.status ?? {}
  const isThere = new Set(cachedModels.filter(({ status }) => status === 'Ready').map(({ id }) => id))
  const holders = nodes.filter(({ ready }) => ready).map(({ name }) => name)
  const ids = models.map(({ id }) => id)
  return {
    kind: cache.kind,
    namespace: request.namespace,
    name: request.name,
    models: ids,
    ready: ids.filter((id) => isThere.has(id)),
    ...(storage.mountPath === undefined ? {} : { mountPath: storage.mountPath }),
    ...mounting(request.intent, cache.status?.storage?.mountedOn),
    ...(nodeGroup?.storageClass === undefined || holders.length === 0 ? {} : { nodes: holders }),
  }
}

/** Copies on nodes are mounted by all of them, whatever they were made from. */
function mounting(
  intent: CacheIntent,
  mountedOn: string | undefined,
): Pick<KnownCache, 'mountedBy' | 'mountedOn'> {
  const { accessMode } = intent.storage
  if (accessMode === 'ReadWriteMany' || copiesClass(intent) !== undefined) return {}
  return {
    mountedBy: accessMode === 'ReadWriteOncePod' ? 'pod' : 'node',
    ...(mountedOn === undefined ? {} : { mountedOn }),
  }
}
