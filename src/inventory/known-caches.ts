/**
 * Caches of models that the cluster has, as far as engines that use them need to know. Part of the snapshot.
 * @module
 */
import { z } from 'zod'
import { type CacheKind, cacheKinds } from '../api/cache/intent.ts'
import type { CacheReference } from '../api/cache/reference.ts'

export interface KnownCache {
  readonly kind: CacheKind
  readonly namespace: string
  readonly name: string
  /** Models that it lists, as engines ask for them. */
  readonly models: readonly string[]
  /** Those of them that are on its volume, whole and verified. */
  readonly ready: readonly string[]
  /** Where engines are to see it; absent: where fitgate mounts caches. */
  readonly mountPath?: string
  /** Nodes that hold a copy of all of it; absent: none does, one volume serves all. */
  readonly nodes?: readonly string[]
  /** Its volume is mounted by one node, or one pod, at a time; absent: by any number. */
  readonly mountedBy?: 'node' | 'pod'
  /** The node that mounts it so now. */
  readonly mountedOn?: string
}

/** Those that a snapshot has room for. */
export interface KnownCaches {
  readonly known: readonly KnownCache[]
  /** How many there are beside. */
  readonly leftOut: number
}

/** Nodes that are named; a preference for some of many is one all the same. */
const mostNodes = 32

/** Bytes that all of them take in a snapshot, about: some 300 caches. */
const mostBytes = 64 * 1024

const words = z.array(z.string())

/** As decisions read it. */
const cachePart = z.looseObject({
  kind: z.enum(cacheKinds),
  namespace: z.string(),
  name: z.string(),
  models: words,
  ready: words,
  mountPath: z.string().optional(),
  nodes: words.optional(),
  mountedBy: z.enum(['node', 'pod']).optional(),
  mountedOn: z.string().optional(),
})

export const cachesPart = z.looseObject({ known: z.array(cachePart), leftOut: z.int().min(0) })

/** In the order of their names, and no more than a snapshot has room for. */
export function boundedCaches(caches: readonly KnownCache[]): KnownCaches {
  const nameOf = ({ namespace, name, kind }: KnownCache) => `${namespace}/${name}/${kind}`
  const sorted = caches
    .map(({ nodes, ...cache }) => ({
      ...cache,
      ...(nodes === undefined ? {} : { nodes: nodes.toSorted().slice(0, mostNodes) }),
    }))
    .sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1))
  let left = mostBytes
  const known = sorted.filter((cache) => {
    left -= JSON.stringify(cache).length
    return left >= 0
  })
  return { known, leftOut: sorted.length - known.length }
}

/** The cache that an object of a namespace names; `undefined` where it is not known. */
export function findCache(
  caches: KnownCaches | undefined,
  namespace: string,
  reference: CacheReference | undefined,
): KnownCache | undefined {
  if (reference === undefined) return undefined
  return caches?.known.find(
    (cache) =>
      cache.name === reference.name && cache.kind === reference.kind && cache.namespace === namespace,
  )
}
