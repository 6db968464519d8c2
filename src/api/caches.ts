/**
 * Caches of either kind, understood.
 * @module
 */
import type { FieldError } from '../vocabulary/field-error.ts'
import { parseAIMCache, toCacheRequest } from './aim/cache.ts'
import { aimCacheKind } from './aim/cache-kind.ts'
import type { CacheKind, CacheRequest } from './cache/intent.ts'
import { toCacheRequest as modelCacheRequest, parseModelCache } from './inference/model-cache.ts'
import { modelCacheKind } from './inference/model-cache-kind.ts'

export interface ParsedCache {
  /** Absent when there are errors. */
  readonly request?: CacheRequest
  /** All problems at once, with whole paths. */
  readonly errors: readonly FieldError[]
  /** Fields nobody knows, which the API server drops. */
  readonly warnings: readonly FieldError[]
}

/** The kind of cache that a group and kind name; `undefined` for everything else. */
export function cacheKindOf(group: string, kind: string): CacheKind | undefined {
  if (group === aimCacheKind.group && kind === aimCacheKind.kind) return 'AIMCache'
  return group === modelCacheKind.group && kind === modelCacheKind.kind ? 'ModelCache' : undefined
}

/** What a cache wants, or all that is wrong with it. */
export function parseCache(kind: CacheKind, object: unknown): ParsedCache {
  if (kind === 'AIMCache') {
    const { cache, errors, warnings } = parseAIMCache(object)
    return { errors, warnings, ...(cache && { request: toCacheRequest(cache) }) }
  }
  const { cache, errors, warnings } = parseModelCache(object)
  return { errors, warnings, ...(cache && { request: modelCacheRequest(cache) }) }
}
