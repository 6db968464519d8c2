/**
 * What the objects of a cache share: labels by which they are found, and an owner that never waits for them.
 * @module
 */
import { labels, labelValue } from '../../vocabulary/names.ts'
import type { ObjectMeta } from '../../vocabulary/object-meta.ts'
import { managedBy, type RenderedMetadata } from '../object.ts'

/** An AIMCache or a ModelCache, as its children name it. */
export interface CacheOwner {
  readonly apiVersion: string
  readonly kind: string
  readonly metadata: Pick<ObjectMeta, 'name' | 'namespace' | 'uid'>
}

/** Values of the `fitgate.dev/owner` label on what belongs to a cache. */
export const cacheOwners = ['aimcache', 'modelcache'] as const

/** Labels that find what belongs to one cache, pods of its Jobs included. */
export function cacheLabels({ kind, metadata }: CacheOwner, component: string): Record<string, string> {
  return {
    [labels.managedBy]: managedBy,
    [labels.name]: 'fitgate',
    [labels.component]: component,
    [labels.owner]: kind.toLowerCase(),
    [labels.instance]: labelValue(metadata.name),
  }
}

/**
 * Metadata of a child. It goes with its cache; the cache does not wait for it, or a volume that a pod still mounts would hold up a
 * deletion in the foreground.
 */
export function cacheChildMetadata(owner: CacheOwner, name: string, component: string): RenderedMetadata {
  const { apiVersion, kind, metadata } = owner
  const { namespace, uid } = metadata
  return {
    name,
    ...(namespace === undefined ? {} : { namespace }),
    labels: cacheLabels(owner, component),
    ...(uid === undefined
      ? {}
      : {
          ownerReferences: [
            { apiVersion, kind, name: metadata.name, uid, controller: true, blockOwnerDeletion: false },
          ],
        }),
  }
}
