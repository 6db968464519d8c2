/**
 * Pods that fail, by the workload they belong to. Only those are indexed: the cluster's other pods cost nothing here.
 * @module
 */
import type { Pod } from '../feeds/pod.ts'
import type { Failure } from './failure.ts'
import { readFailure } from './read-failure.ts'

/** Set by the LeaderWorkerSet controller on leaders and workers. */
const groupLabel = 'leaderworkerset.sigs.k8s.io/name'

/** Set by the Deployment controller; the name of a ReplicaSet ends with it. */
const templateHash = 'pod-template-hash'

/** A workload as index value. */
export function workloadKey(kind: string, key: string): string {
  return `${kind}/${key}`
}

/** The Deployment, StatefulSet or LeaderWorkerSet that a pod is of; `undefined` for pods of anything else. */
export function workloadOfPod({ metadata }: Pod): string | undefined {
  const { namespace = '', labels = {}, ownerReferences = [] } = metadata
  const group = labels[groupLabel]
  if (group !== undefined) return workloadKey('LeaderWorkerSet', `${namespace}/${group}`)
  const owner = ownerReferences.find(({ controller }) => controller === true)
  if (owner?.kind === 'StatefulSet') return workloadKey('StatefulSet', `${namespace}/${owner.name}`)
  const tail = `-${labels[templateHash] ?? ''}`
  if (owner?.kind !== 'ReplicaSet' || tail === '-' || !owner.name.endsWith(tail)) return undefined
  return workloadKey('Deployment', `${namespace}/${owner.name.slice(0, -tail.length)}`)
}

/** Index function: the workload of a pod that fails. */
export function failingWorkloadOf(pod: Pod): string[] {
  if (pod.metadata.deletionTimestamp !== undefined || readFailure(pod) === undefined) return []
  return [workloadOfPod(pod) ?? []].flat()
}

/** What stops the first of them by name, so that the same pods always give the same words. */
export function firstFailure(pods: readonly Pod[]): Failure | undefined {
  const sorted = pods.toSorted((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1))
  for (const pod of sorted) {
    const failure = readFailure(pod)
    if (failure !== undefined) return failure
  }
  return undefined
}
