/**
 * A ResourceQuota as a platform team writes it.
 * @module
 */
import type { KubeObject, ObjectRef } from '../../../src/kube/types.ts'

/** @param hard most of each resource, such as `requests.amd.com/gpu` */
export function resourceQuota(ref: ObjectRef, hard: Readonly<Record<string, string>>): KubeObject {
  const quota = { apiVersion: 'v1', kind: 'ResourceQuota', metadata: ref, spec: { hard } }
  return quota
}
