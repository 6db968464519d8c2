/**
 * A cache of either kind → what it wants, or what is wrong with it.
 * @module
 */
import type { AIMCacheStatus } from '../../api/aim/cache.ts'
import { type CacheKind, cacheClaim, downloadClaim } from '../../api/cache/intent.ts'
import { type ParsedCache, parseCache } from '../../api/caches.ts'
import type { KubeObject } from '../../kube/types.ts'

/** Fields that both kinds have; a ModelCache has two more. */
export type CacheStatus = AIMCacheStatus & { readonly sizeOnDisk?: string; readonly lastUpdated?: string }

/** A cache of either kind, as it is watched. */
export interface CacheObject extends KubeObject {
  readonly kind: CacheKind
  readonly spec?: unknown
  readonly status?: CacheStatus
}

export function readCache(object: CacheObject): ParsedCache {
  return parseCache(object.kind, object)
}

export interface ClaimNames {
  /** What is downloaded to. */
  readonly download: string
  /** What copies on nodes are on, where there are any; users mount that. */
  readonly copies?: string
}

/** By object: an object never changes, its successor is another. */
const names = new WeakMap<CacheObject, ClaimNames>()

export function claimNamesOf(object: CacheObject): ClaimNames {
  const known = names.get(object)
  if (known !== undefined) return known
  const found = readNames(object)
  names.set(object, found)
  return found
}

function readNames(object: CacheObject): ClaimNames {
  const { kind, metadata } = object
  const { request } = readCache(object)
  const mounted = cacheClaim(kind, metadata.name)
  const download = request === undefined ? mounted : downloadClaim(kind, metadata.name, request.intent)
  return { download, ...(download === mounted ? {} : { copies: mounted }) }
}

/** `namespace/name` of the claim that users of a cache mount. */
export function claimKeyOf({ kind, metadata }: Pick<CacheObject, 'kind' | 'metadata'>): string {
  return `${metadata.namespace}/${cacheClaim(kind, metadata.name)}`
}
