/**
 * A pod as far as anything here reads it. The whole cluster's pods are kept, so each is cut down as it arrives.
 * @module
 */
import { Sharing } from '../../kube/sharing.ts'
import type { KubeObject } from '../../kube/types.ts'
import type { NodeAffinity } from '../../render/narrowed-affinity.ts'
import { serviceOwner } from '../../render/object.ts'
import { labels as names } from '../../vocabulary/names.ts'

type Amounts = Readonly<Record<string, string>>

interface ContainerSpec {
  readonly name: string
  readonly restartPolicy?: string
  readonly resources?: {
    readonly requests?: Amounts
    readonly limits?: Amounts
    readonly claims?: readonly { readonly name: string }[]
  }
}

export interface Termination {
  readonly exitCode: number
  readonly reason?: string
  /** The last log lines, where the container asked for them. */
  readonly message?: string
}

/** One of the three, as the API server has it. */
interface State {
  /** Kept of an InferenceService's pods, as is the time of `Ready`: how long loading took is between the two. */
  readonly running?: { readonly startedAt?: string }
  readonly waiting?: { readonly reason?: string; readonly message?: string }
  readonly terminated?: Termination
}

export interface ContainerStatus {
  readonly name: string
  readonly ready: boolean
  /** It runs, and its startup probe has succeeded where it has one. */
  readonly started?: boolean
  readonly state?: State
  readonly lastState?: { readonly terminated?: Termination }
}

export interface PodCondition {
  readonly type: string
  readonly status: string
  readonly reason?: string
  readonly message?: string
  readonly lastTransitionTime?: string
}

export interface Pod extends KubeObject {
  readonly spec: {
    readonly nodeName?: string
    readonly restartPolicy?: string
    readonly containers: readonly ContainerSpec[]
    readonly initContainers?: readonly ContainerSpec[]
    readonly overhead?: Amounts
    readonly resourceClaims?: readonly unknown[]
    /** Of them, those that mount a PersistentVolumeClaim. */
    readonly volumes?: readonly { readonly persistentVolumeClaim?: { readonly claimName: string } }[]
    /** Names of what holds it back from the scheduler. */
    readonly schedulingGates?: readonly { readonly name: string }[]
    /** Kept only while it is held back. */
    readonly affinity?: NodeAffinity
  }
  readonly status?: {
    readonly phase?: string
    /** Why the kubelet refused or removed it. */
    readonly reason?: string
    readonly message?: string
    readonly nominatedNodeName?: string
    readonly conditions?: readonly PodCondition[]
    readonly containerStatuses?: readonly ContainerStatus[]
  }
}

/** Pods of one workload, and of most, are equal in nearly everything. */
const sharing = new Sharing()
const share = <T>(value: T): T => sharing.share(value)

const containerOf = ({ name, restartPolicy, resources }: ContainerSpec): ContainerSpec => ({
  name,
  restartPolicy,
  resources,
})

/** @param timed with times, which no two pods have in common */
const conditionOf =
  (timed: boolean) =>
  ({ type, status, reason, message, lastTransitionTime }: PodCondition): PodCondition => ({
    type,
    status,
    reason,
    message,
    ...(timed && type === 'Ready' ? { lastTransitionTime } : {}),
  })

const terminationOf = ({ exitCode, reason, message }: Termination): Termination => ({
  exitCode,
  reason,
  message,
})

function stateOf({ running, waiting, terminated }: State, timed: boolean): State | undefined {
  if (waiting) return { waiting }
  if (terminated) return { terminated: terminationOf(terminated) }
  return timed && running ? { running: { startedAt: running.startedAt } } : undefined
}

const containerStatusOf =
  (timed: boolean) =>
  ({ name, ready, started, state, lastState }: ContainerStatus): ContainerStatus => ({
    name,
    ready,
    started,
    state: state && stateOf(state, timed),
    lastState: lastState?.terminated && { terminated: terminationOf(lastState.terminated) },
  })

/** The conditions that say where a pod stands. */
const told = new Set(['PodScheduled', 'Ready'])

/** Keys, `namespace/name`, of the claims that a pod mounts. */
export function claimsOfPod({ metadata, spec }: Pod): string[] {
  return (spec.volumes ?? []).flatMap(({ persistentVolumeClaim }) =>
    persistentVolumeClaim === undefined ? [] : [`${metadata.namespace}/${persistentVolumeClaim.claimName}`],
  )
}

export function projectPod(pod: Pod): Pod {
  const { metadata, spec, status } = pod
  const mounted = spec.volumes?.flatMap(({ persistentVolumeClaim }) =>
    persistentVolumeClaim === undefined
      ? []
      : [{ persistentVolumeClaim: { claimName: persistentVolumeClaim.claimName } }],
  )
  const { name, namespace, uid, resourceVersion, labels, ownerReferences, deletionTimestamp } = metadata
  const timed = labels?.[names.owner] === serviceOwner
  const shared = timed ? <T>(value: T): T => value : share
  return {
    apiVersion: pod.apiVersion,
    kind: pod.kind,
    metadata: {
      name,
      namespace: share(namespace),
      uid,
      resourceVersion,
      labels: share(labels),
      ownerReferences: share(ownerReferences),
      deletionTimestamp,
    },
    spec: {
      nodeName: share(spec.nodeName),
      restartPolicy: share(spec.restartPolicy),
      containers: share(spec.containers.map(containerOf)),
      initContainers: share(spec.initContainers?.map(containerOf)),
      overhead: spec.overhead,
      resourceClaims: spec.resourceClaims,
      ...(mounted === undefined || mounted.length === 0 ? {} : { volumes: share(mounted) }),
      ...(spec.schedulingGates === undefined
        ? {}
        : { schedulingGates: spec.schedulingGates, affinity: spec.affinity }),
    },
    status: {
      phase: status?.phase,
      reason: status?.reason,
      message: status?.message,
      nominatedNodeName: status?.nominatedNodeName,
      conditions: shared(status?.conditions?.filter(({ type }) => told.has(type)).map(conditionOf(timed))),
      containerStatuses: shared(status?.containerStatuses?.map(containerStatusOf(timed))),
    },
  }
}
