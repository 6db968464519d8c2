/**
 * What an engine finds in the cache that it names: told where it is nothing, never refused, as caches and engines are applied in any
 * order.
 * @module
 */
import type { CacheReference } from '../../api/cache/reference.ts'
import { findCache, type KnownCaches } from '../../inventory/known-caches.ts'
import type { FieldError } from '../../vocabulary/field-error.ts'

export interface CacheUse {
  readonly namespace: string
  readonly model: string
  readonly cache: CacheReference | undefined
  /** Where it is named. */
  readonly path: string
}

/** Doubts about a cache that is used; none where nothing is known of caches. */
export function doubtsOfUse(
  { namespace, model, cache, path }: CacheUse,
  caches: KnownCaches | undefined,
): readonly FieldError[] {
  if (cache === undefined || caches === undefined) return []
  const what = `${cache.kind} ${cache.name}`
  const found = findCache(caches, namespace, cache)
  if (found === undefined && caches.leftOut > 0) return []
  if (found === undefined)
    return [{ path, message: `${what} is not in namespace ${namespace} yet: pods wait for its volume` }]
  if (!found.models.includes(model))
    return [
      {
        path,
        message: `${what} does not hold ${model}, and the engine looks nowhere else`,
        fix: `list it there (it has ${found.models.slice(0, 5).join(', ') || 'no model'})`,
      },
    ]
  if (found.ready.includes(model)) return []
  return [{ path, message: `${model} is not in ${what} yet: the engine starts when it is` }]
}
