/**
 * PersistentVolumeClaim of a cache. It goes with the cache; `kubectl delete --cascade=orphan` keeps it, and a cache of the same name
 * takes it up again with all that is on it.
 * @module
 */
import { type CacheIntent, type CacheKind, cacheClaim } from '../../api/cache/intent.ts'
import { present, type RenderedObject } from '../object.ts'
import { type CacheOwner, cacheChildMetadata } from './owner.ts'

/** @param bytes of a volume whose size nobody wrote */
export function renderCacheClaim(
  owner: CacheOwner & { readonly kind: CacheKind },
  { storage }: CacheIntent,
  bytes: number,
): RenderedObject {
  const { accessMode, storageClass, size } = storage
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: cacheChildMetadata(owner, cacheClaim(owner.kind, owner.metadata.name), 'cache'),
    spec: present({
      accessModes: [accessMode],
      storageClassName: storageClass,
      resources: { requests: { storage: size ?? String(bytes) } },
    }),
  }
}
