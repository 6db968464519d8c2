/**
 * What is watched of a cache's children, as far as plans read it.
 * @module
 */
import type { KubeObject } from '../../kube/types.ts'
import type { Condition } from '../../vocabulary/conditions.ts'
import type { ContainerStatus, PodCondition, Termination } from '../feeds/pod.ts'
import { trueCondition } from '../gpu-workload/objects.ts'

/** A Job that works on a volume. */
export interface CacheJob extends KubeObject {
  readonly status?: {
    readonly failed?: number
    readonly conditions?: readonly Pick<Condition, 'type' | 'status' | 'reason' | 'message'>[]
  }
}

export function projectCacheJob({ apiVersion, kind, metadata, status }: CacheJob): CacheJob {
  const { name, namespace, uid, resourceVersion, labels, ownerReferences } = metadata
  const { creationTimestamp, deletionTimestamp } = metadata
  return {
    apiVersion,
    kind,
    metadata: {
      name,
      namespace,
      uid,
      resourceVersion,
      labels,
      ownerReferences,
      creationTimestamp,
      deletionTimestamp,
    },
    status: { failed: status?.failed, conditions: status?.conditions },
  }
}

/** How a Job has ended, or `undefined` while it has not. */
export function endOf(job: CacheJob): { readonly ok: boolean; readonly message: string } | undefined {
  if (trueCondition(job, 'Complete')) return { ok: true, message: '' }
  const failure = trueCondition(job, 'Failed')
  return failure && { ok: false, message: failure.message }
}

/** A pod of such a Job: where it answers, and what it said when it ended. */
export interface CachePod extends KubeObject {
  readonly spec: {
    readonly nodeName?: string
    readonly containers: readonly { readonly name: string }[]
  }
  readonly status?: {
    readonly phase?: string
    readonly reason?: string
    readonly message?: string
    readonly podIP?: string
    readonly hostIP?: string
    readonly conditions?: readonly PodCondition[]
    readonly containerStatuses?: readonly (ContainerStatus & {
      readonly state?: {
        readonly running?: object
        readonly terminated?: Termination & { readonly finishedAt?: string }
      }
    })[]
  }
}

export function projectCachePod({ apiVersion, kind, metadata, spec, status }: CachePod): CachePod {
  const { name, namespace, uid, resourceVersion, labels, ownerReferences, deletionTimestamp } = metadata
  return {
    apiVersion,
    kind,
    metadata: { name, namespace, uid, resourceVersion, labels, ownerReferences, deletionTimestamp },
    spec: { nodeName: spec.nodeName, containers: spec.containers.map(({ name }) => ({ name })) },
    status: {
      phase: status?.phase,
      reason: status?.reason,
      message: status?.message,
      podIP: status?.podIP,
      hostIP: status?.hostIP,
      conditions: status?.conditions?.filter(({ type }) => type === 'PodScheduled'),
      containerStatuses: status?.containerStatuses,
    },
  }
}

/** The claim of a cache. */
export interface CacheClaim extends KubeObject {
  readonly spec: {
    readonly storageClassName?: string
    readonly accessModes?: readonly string[]
    readonly volumeName?: string
    readonly resources?: { readonly requests?: { readonly storage?: string } }
  }
  readonly status?: {
    readonly phase?: string
    readonly capacity?: { readonly storage?: string }
    readonly conditions?: readonly {
      readonly type: string
      readonly status: string
      readonly message?: string
    }[]
  }
}
