/**
 * The children of an endpoint as they are on the API server, as far as plans and statuses read them.
 * @module
 */
import type { KubeObject } from '../../kube/types.ts'
import type { Condition } from '../../vocabulary/conditions.ts'

/** Any child; which fields it has follows from its kind. */
export interface Child extends KubeObject {
  readonly spec?: Readonly<Record<string, unknown>>
  readonly data?: Readonly<Record<string, string>>
  readonly status?: Readonly<Record<string, unknown>>
}

export interface DeploymentChild extends KubeObject {
  readonly spec: { readonly replicas?: number; readonly template: Readonly<Record<string, unknown>> }
  readonly status?: {
    readonly observedGeneration?: number
    readonly replicas?: number
    readonly updatedReplicas?: number
    readonly readyReplicas?: number
    readonly availableReplicas?: number
    readonly conditions?: readonly Pick<Condition, 'type' | 'status' | 'reason' | 'message'>[]
  }
}

export interface ServiceChild extends KubeObject {
  readonly spec: {
    readonly ports?: readonly { readonly port: number; readonly nodePort?: number }[]
    readonly type?: string
  }
  readonly status?: {
    readonly loadBalancer?: {
      readonly ingress?: readonly { readonly ip?: string; readonly hostname?: string }[]
    }
  }
}

export interface VolumeClaimChild extends KubeObject {
  readonly spec: {
    readonly storageClassName?: string
    readonly accessModes?: readonly string[]
    readonly resources?: { readonly requests?: { readonly storage?: string } }
  }
  readonly status?: { readonly phase?: string }
}

export interface LeaderWorkerSetChild extends KubeObject {
  readonly spec: {
    readonly replicas?: number
    readonly leaderWorkerTemplate: Readonly<Record<string, unknown>>
    readonly rolloutStrategy?: {
      readonly rollingUpdateConfiguration?: { readonly maxSurge?: number | string }
    }
  }
  readonly status?: {
    readonly observedGeneration?: number
    /** Groups. */
    readonly replicas?: number
    readonly updatedReplicas?: number
    readonly readyReplicas?: number
    readonly conditions?: readonly Pick<Condition, 'type' | 'status' | 'lastTransitionTime'>[]
  }
}

interface Kinds {
  readonly LeaderWorkerSet: LeaderWorkerSetChild
  readonly Deployment: DeploymentChild
  readonly Service: ServiceChild
  readonly PersistentVolumeClaim: VolumeClaimChild
}

/** The child of a kind and a name. The API server holds objects of these kinds to their shapes. */
export function findChild<Kind extends keyof Kinds>(
  children: readonly KubeObject[],
  kind: Kind,
  name: string,
): Kinds[Kind] | undefined {
  return children.find((child) => child.kind === kind && child.metadata.name === name) as
    | Kinds[Kind]
    | undefined
}
