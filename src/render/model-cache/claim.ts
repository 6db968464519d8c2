/**
 * PersistentVolumeClaim of a cache. It goes with the cache; `kubectl delete --cascade=orphan` keeps it, and a cache of the same name
 * takes it up again with all that is on it.
 * @module
 */
import { type CacheIntent, type CacheKind, cacheClaim, downloadClaim } from '../../api/cache/intent.ts'
import { present, type RenderedObject } from '../object.ts'
import { type CacheOwner, cacheChildMetadata } from './owner.ts'

type Owner = CacheOwner & { readonly kind: CacheKind }

/** What models are downloaded to. @param bytes of a volume whose size nobody wrote */
export function renderCacheClaim(owner: Owner, intent: CacheIntent, bytes: number): RenderedObject {
  const { accessMode, storageClass, size } = intent.storage
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: cacheChildMetadata(owner, downloadClaim(owner.kind, owner.metadata.name, intent), 'cache'),
    spec: present({
      accessModes: [accessMode],
      storageClassName: storageClass,
      resources: { requests: { storage: size ?? String(bytes) } },
    }),
  }
}

/**
 * What copies on nodes are made on and engines mount: one claim, whose volume is another folder on every node. Its owner has prepared
 * that by hand, so nothing of it is ever changed.
 *
 * @param storageClass the class of such volumes
 * @param size of the volume that is copied from
 */
export function renderCopiesClaim(owner: Owner, storageClass: string, size: string): RenderedObject {
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: cacheChildMetadata(owner, cacheClaim(owner.kind, owner.metadata.name), 'copies'),
    spec: {
      accessModes: ['ReadWriteMany'],
      storageClassName: storageClass,
      resources: { requests: { storage: size } },
    },
  }
}
