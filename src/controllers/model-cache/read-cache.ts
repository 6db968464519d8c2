/**
 * A cache of either kind → what it wants, or what is wrong with it.
 * @module
 */
import {
  type AIMCacheStatus,
  parseAIMCache,
  toCacheRequest as requestOfAIMCache,
} from '../../api/aim/cache.ts'
import { type CacheKind, type CacheRequest, cacheClaim } from '../../api/cache/intent.ts'
import { parseModelCache, toCacheRequest as requestOfModelCache } from '../../api/inference/model-cache.ts'
import type { KubeObject } from '../../kube/types.ts'
import type { FieldError } from '../../vocabulary/field-error.ts'

/** Fields that both kinds have; a ModelCache has two more. */
export type CacheStatus = AIMCacheStatus & { readonly sizeOnDisk?: string; readonly lastUpdated?: string }

/** A cache of either kind, as it is watched. */
export interface CacheObject extends KubeObject {
  readonly kind: CacheKind
  readonly spec?: unknown
  readonly status?: CacheStatus
}

export type ReadCache =
  | { readonly request: CacheRequest; readonly errors?: undefined }
  | { readonly request?: undefined; readonly errors: readonly FieldError[] }

export function readCache(object: CacheObject): ReadCache {
  if (object.kind === 'AIMCache') {
    const { cache, errors } = parseAIMCache(object)
    return cache === undefined ? { errors } : { request: requestOfAIMCache(cache) }
  }
  const { cache, errors } = parseModelCache(object)
  return cache === undefined ? { errors } : { request: requestOfModelCache(cache) }
}

/** `namespace/name` of the claim of a cache. */
export function claimKeyOf({ kind, metadata }: Pick<CacheObject, 'kind' | 'metadata'>): string {
  return `${metadata.namespace}/${cacheClaim(kind, metadata.name)}`
}
