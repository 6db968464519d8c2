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

/** Those of other kinds that serve, whose definitions may not be installed. */
export const optionalChildTypes: readonly ResourceType[] = [
  resources.leaderWorkerSet,
  resources.serviceMonitor,
]

/** @throws TypeError for a kind that nothing that serves has */
export function childType(kind: string): ResourceType {
  const type = [...childTypes, ...optionalChildTypes].find((candidate) => candidate.kind === kind)
  if (type === undefined) throw new TypeError(`nothing that serves has a ${kind}`)
  return type
}
