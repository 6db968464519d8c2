/**
 * What the audit looks at, and what it leaves to an owner that it looks at too.
 * @module
 */
import { apiVersionOf, ownKinds, resources } from '../../kube/resources.ts'
import type { KubeObject, ResourceType } from '../../kube/types.ts'

/** Cheap lists first, pods last but for what is judged by the workloads that stand beside it. */
export const auditedKinds: readonly ResourceType[] = [
  ...ownKinds,
  resources.deployment,
  resources.statefulSet,
  resources.daemonSet,
  resources.replicaSet,
  resources.leaderWorkerSet,
  resources.cronJob,
  resources.job,
  resources.pod,
  resources.horizontalPodAutoscaler,
  resources.podDisruptionBudget,
]

const judging = new Set(auditedKinds.map((type) => `${apiVersionOf(type)} ${type.kind}`))

/** Its controller is judged, and with it the template this was made from. What an unknown operator made is judged itself. */
export function isJudgedByOwner({ metadata }: KubeObject): boolean {
  return (metadata.ownerReferences ?? []).some(
    ({ controller, apiVersion, kind }) => controller === true && judging.has(`${apiVersion} ${kind}`),
  )
}
