/**
 * What is watched of GPUWorkloads and their Jobs, as far as plans read it.
 * @module
 */
import type { GPUWorkload } from '../../api/warp/workload.ts'
import type { KubeObject } from '../../kube/types.ts'
import type { Condition } from '../../vocabulary/conditions.ts'

/** A GPUWorkload as it is watched. */
export type GPUWorkloadObject = GPUWorkload & KubeObject

/** Required node affinity of a pod template. */
export interface JobAffinity {
  readonly nodeAffinity?: {
    readonly requiredDuringSchedulingIgnoredDuringExecution?: {
      readonly nodeSelectorTerms: readonly Readonly<Record<string, unknown>>[]
    }
  }
}

export interface JobObject extends KubeObject {
  readonly spec: {
    readonly suspend?: boolean
    readonly template: { readonly spec: { readonly affinity?: JobAffinity } }
  }
  readonly status?: {
    readonly ready?: number
    readonly conditions?: readonly Pick<Condition, 'type' | 'status' | 'reason' | 'message'>[]
  }
}

export function projectJob({ apiVersion, kind, metadata, spec, status }: JobObject): JobObject {
  const { name, namespace, uid, resourceVersion, ownerReferences, deletionTimestamp, labels } = metadata
  const { affinity } = spec.template.spec
  return {
    apiVersion,
    kind,
    metadata: { name, namespace, uid, resourceVersion, ownerReferences, deletionTimestamp, labels },
    spec: { suspend: spec.suspend, template: { spec: { affinity } } },
    status: { ready: status?.ready, conditions: status?.conditions },
  }
}

/** The condition of a Job that is true, if it is. */
export function trueCondition({ status }: Pick<JobObject, 'status'>, type: string) {
  return status?.conditions?.find((condition) => condition.type === type && condition.status === 'True')
}
