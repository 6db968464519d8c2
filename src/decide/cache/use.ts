/**
 * What an engine finds in the cache that it names: told where it is nothing, never refused, as caches and engines are applied in any
 * order.
 * @module
 */
import type { CacheReference } from '../../api/cache/reference.ts'
import type { IntentRequest } from '../../api/intent.ts'
import type { Hardware } from '../../inventory/hardware.ts'
import { findCache, type KnownCache, type KnownCaches } from '../../inventory/known-caches.ts'
import type { FieldError } from '../../vocabulary/field-error.ts'

export interface CacheUse {
  readonly namespace: string
  readonly model: string
  readonly cache: CacheReference | undefined
  /** Its pods, as far as they are asked for. */
  readonly pods: PodsOfUse
  /** Where it is named. */
  readonly path: string
}

export interface PodsOfUse {
  /** At most. */
  readonly replicas: number
  /** Nodes of a replica. */
  readonly nodes: number
  /** GPUs of a replica; 1 where it is left to us, which is the least. */
  readonly gpus: number
}

export function podsOfUse({
  intent: { gpuCount = 1, distributed },
  replicas,
}: Pick<IntentRequest, 'intent' | 'replicas'>): PodsOfUse {
  return { replicas, gpus: gpuCount, nodes: distributed?.nodes ?? 1 }
}

/** Doubts about a cache that is used; none where nothing is known of caches. */
export function doubtsOfUse(
  { namespace, model, cache, path, pods }: CacheUse,
  caches: KnownCaches | undefined,
  hardware: Hardware | undefined,
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
  const crowd = tooMany(found, pods, hardware)
  return [
    ...(crowd === undefined ? [] : [{ path, message: `${what} ${crowd}`, fix: manyFix }]),
    ...(found.ready.includes(model)
      ? []
      : [{ path, message: `${model} is not in ${what} yet: the engine starts when it is` }]),
  ]
}

const manyFix = 'name a cache that is ReadWriteMany, or one with copies on nodes'

/** Why a volume that one node or one pod mounts is not for all of the pods; `undefined` where it is, or may be. */
function tooMany(
  { mountedBy }: KnownCache,
  { replicas, nodes, gpus }: PodsOfUse,
  hardware: Hardware | undefined,
): string | undefined {
  const wanted = replicas === 1 ? '1 replica' : `${replicas} replicas`
  if (mountedBy === 'pod')
    return replicas * nodes > 1
      ? `is ReadWriteOncePod, which one pod mounts, and ${replicas * nodes} are wanted`
      : undefined
  if (mountedBy === undefined) return undefined
  if (nodes > 1) return `is ReadWriteOnce, which one node mounts, and a replica spans ${nodes} nodes`
  const largest = Math.max(0, ...(hardware?.shapes ?? []).map(({ gpusPerNode }) => gpusPerNode))
  if (largest === 0 || replicas * gpus <= largest) return undefined
  return `is ReadWriteOnce, which one node mounts, and ${wanted} of ${gpus} GPUs take ${replicas * gpus}: the largest node has ${largest}`
}
