/**
 * What the audit looks at, and what it leaves to an owner that it looks at too.
 * @module
 */
import { apiVersionOf, resources } from '../../kube/resources.ts'
import type { KubeObject, ResourceType } from '../../kube/types.ts'

const builtIn = (group: string, plural: string, kind: string): ResourceType => ({
  group,
  version: 'v1',
  plural,
  kind,
  namespaced: true,
})

/** Cheap lists first, pods last but for what is judged by the workloads that stand beside it. */
export const auditedKinds: readonly ResourceType[] = [
  resources.aimCache,
  resources.aimEndpoint,
  resources.aimRecipe,
  resources.gpuWorkload,
  resources.inferenceService,
  resources.modelCache,
  resources.deployment,
  builtIn('apps', 'statefulsets', 'StatefulSet'),
  builtIn('apps', 'daemonsets', 'DaemonSet'),
  builtIn('apps', 'replicasets', 'ReplicaSet'),
  builtIn('leaderworkerset.x-k8s.io', 'leaderworkersets', 'LeaderWorkerSet'),
  builtIn('batch', 'cronjobs', 'CronJob'),
  builtIn('batch', 'jobs', 'Job'),
  resources.pod,
  resources.horizontalPodAutoscaler,
  builtIn('policy', 'poddisruptionbudgets', 'PodDisruptionBudget'),
]

const judging = new Set(auditedKinds.map((type) => `${apiVersionOf(type)} ${type.kind}`))

/** Its controller is judged, and with it the template this was made from. What an unknown operator made is judged itself. */
export function isJudgedByOwner({ metadata }: KubeObject): boolean {
  return (metadata.ownerReferences ?? []).some(
    ({ controller, apiVersion, kind }) => controller === true && judging.has(`${apiVersion} ${kind}`),
  )
}
