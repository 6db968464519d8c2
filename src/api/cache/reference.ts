/**
 * A cache that an engine uses, by name, in the engine's own namespace.
 * @module
 */
import { z } from 'zod'
import { type CacheKind, cacheClaim } from './intent.ts'

export interface CacheReference {
  readonly kind: CacheKind
  readonly name: string
}

const pattern = /^(?:(aimcache|modelcache)\/)?([a-z0-9](?:[-a-z0-9.]*[a-z0-9])?)$/

/** `models` or `aimcache/models` for an AIMCache, `modelcache/qwen` for a ModelCache. */
export const cacheReference = z
  .string()
  .max(264)
  .regex(pattern, 'the name of an AIMCache, or modelcache/ and the name of a ModelCache,')

/** `undefined` for what the schema does not let pass. */
export function parseCacheReference(text: string): CacheReference | undefined {
  const [, kind, name] = pattern.exec(text) ?? []
  if (name === undefined) return undefined
  return { kind: kind === 'modelcache' ? 'ModelCache' : 'AIMCache', name }
}

/** The claim of a cache that is referred to. */
export function claimOf({ kind, name }: CacheReference): string {
  return cacheClaim(kind, name)
}
