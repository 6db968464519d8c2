/**
 * A plain workload as it is watched. Only annotated ones are anybody's here; of the others a name is kept.
 * @module
 */
import type { KubeObject } from '../../kube/types.ts'
import { annotations } from '../../vocabulary/names.ts'

export interface WorkloadObject extends KubeObject {
  readonly spec?: Readonly<Record<string, unknown>>
  readonly status?: Readonly<Record<string, unknown>>
}

/** Whether fitgate upgrades it, or has and must still take it back. */
export function isAnnotated({ metadata }: KubeObject): boolean {
  const written = metadata.annotations ?? {}
  return Object.hasOwn(written, annotations.model) || Object.hasOwn(written, annotations.decision)
}

export function projectWorkload(object: WorkloadObject): WorkloadObject {
  const { apiVersion, kind, metadata } = object
  if (isAnnotated(object)) return object
  const { name, namespace, uid, resourceVersion } = metadata
  return { apiVersion, kind, metadata: { name, namespace, uid, resourceVersion } }
}
