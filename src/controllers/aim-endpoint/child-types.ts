/**
 * The kinds of an endpoint's children, as the API server serves them.
 * @module
 */
import { resources } from '../../kube/resources.ts'
import type { ResourceType } from '../../kube/types.ts'

export const childTypes: readonly ResourceType[] = [
  resources.serviceAccount,
  resources.configMap,
  resources.persistentVolumeClaim,
  resources.service,
  resources.deployment,
  resources.horizontalPodAutoscaler,
]

/** @throws TypeError for a kind that endpoints do not have */
export function childType(kind: string): ResourceType {
  const type = childTypes.find((candidate) => candidate.kind === kind)
  if (type === undefined) throw new TypeError(`an AIMEndpoint has no ${kind}`)
  return type
}
