/**
 * PersistentVolumeClaim `<name>-cache`: model files that outlive pods, where `cache.enabled`.
 * @module
 */
import type { AIMEndpoint } from '../api/aim/endpoint.ts'
import type { Candidate } from '../decide/decision.ts'
import { childNames } from './child-names.ts'
import { childMetadata, present, type RenderedObject } from './object.ts'

type Spec = AIMEndpoint['spec']

/** Whether pods mount a claim; the API demands a size with it. */
export function hasCache({ cache }: Spec): boolean {
  return cache?.enabled === true && cache.size !== undefined
}

/** The claim, or `undefined` where no cache is asked for. */
export function renderVolumeClaim(endpoint: AIMEndpoint, candidate: Candidate): RenderedObject | undefined {
  const { cache } = endpoint.spec
  if (cache === undefined || !hasCache(endpoint.spec)) return undefined
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: childMetadata(
      endpoint,
      childNames(endpoint.metadata.name).volumeClaim,
      candidate.engine.backend,
    ),
    spec: present({
      accessModes: [cache.accessMode ?? 'ReadWriteOnce'],
      storageClassName: cache.storageClass,
      resources: { requests: { storage: String(cache.size) } },
    }),
  }
}
