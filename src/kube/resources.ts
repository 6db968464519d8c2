/**
 * The resource types this project reads or writes.
 * @module
 */
import type { ObjectRef, ResourceType } from './types.ts'

const type = (
  group: string,
  version: string,
  plural: string,
  kind: string,
  namespaced = true,
): ResourceType => ({
  group,
  version,
  plural,
  kind,
  namespaced,
})

export const resources = {
  aimEndpoint: type('aim.engine.amd.com', 'v1alpha1', 'aimendpoints', 'AIMEndpoint'),
  aimCache: type('aim.engine.amd.com', 'v1alpha1', 'aimcaches', 'AIMCache'),
  modelCache: type('inference.ai', 'v1alpha1', 'modelcaches', 'ModelCache'),
  inferenceService: type('inference.ai', 'v1alpha1', 'inferenceservices', 'InferenceService'),
  aimRecipe: type('aim.engine.amd.com', 'v1alpha1', 'aimrecipes', 'AIMRecipe', false),
  gpuWorkload: type('gpu.warp.dev', 'v1alpha1', 'gpuworkloads', 'GPUWorkload'),
  node: type('', 'v1', 'nodes', 'Node', false),
  pod: type('', 'v1', 'pods', 'Pod'),
  service: type('', 'v1', 'services', 'Service'),
  serviceAccount: type('', 'v1', 'serviceaccounts', 'ServiceAccount'),
  configMap: type('', 'v1', 'configmaps', 'ConfigMap'),
  secret: type('', 'v1', 'secrets', 'Secret'),
  namespace: type('', 'v1', 'namespaces', 'Namespace', false),
  resourceQuota: type('', 'v1', 'resourcequotas', 'ResourceQuota'),
  priorityClass: type('scheduling.k8s.io', 'v1', 'priorityclasses', 'PriorityClass', false),
  storageClass: type('storage.k8s.io', 'v1', 'storageclasses', 'StorageClass', false),
  persistentVolumeClaim: type('', 'v1', 'persistentvolumeclaims', 'PersistentVolumeClaim'),
  deployment: type('apps', 'v1', 'deployments', 'Deployment'),
  statefulSet: type('apps', 'v1', 'statefulsets', 'StatefulSet'),
  daemonSet: type('apps', 'v1', 'daemonsets', 'DaemonSet'),
  replicaSet: type('apps', 'v1', 'replicasets', 'ReplicaSet'),
  job: type('batch', 'v1', 'jobs', 'Job'),
  cronJob: type('batch', 'v1', 'cronjobs', 'CronJob'),
  leaderWorkerSet: type('leaderworkerset.x-k8s.io', 'v1', 'leaderworkersets', 'LeaderWorkerSet'),
  serviceMonitor: type('monitoring.coreos.com', 'v1', 'servicemonitors', 'ServiceMonitor'),
  horizontalPodAutoscaler: type('autoscaling', 'v2', 'horizontalpodautoscalers', 'HorizontalPodAutoscaler'),
  podDisruptionBudget: type('policy', 'v1', 'poddisruptionbudgets', 'PodDisruptionBudget'),
  lease: type('coordination.k8s.io', 'v1', 'leases', 'Lease'),
  endpointSlice: type('discovery.k8s.io', 'v1', 'endpointslices', 'EndpointSlice'),
  event: type('events.k8s.io', 'v1', 'events', 'Event'),
  clusterRole: type('rbac.authorization.k8s.io', 'v1', 'clusterroles', 'ClusterRole', false),
  clusterRoleBinding: type(
    'rbac.authorization.k8s.io',
    'v1',
    'clusterrolebindings',
    'ClusterRoleBinding',
    false,
  ),
  customResourceDefinition: type(
    'apiextensions.k8s.io',
    'v1',
    'customresourcedefinitions',
    'CustomResourceDefinition',
    false,
  ),
  mutatingWebhookConfiguration: type(
    'admissionregistration.k8s.io',
    'v1',
    'mutatingwebhookconfigurations',
    'MutatingWebhookConfiguration',
    false,
  ),
  validatingWebhookConfiguration: type(
    'admissionregistration.k8s.io',
    'v1',
    'validatingwebhookconfigurations',
    'ValidatingWebhookConfiguration',
    false,
  ),
  validatingAdmissionPolicy: type(
    'admissionregistration.k8s.io',
    'v1',
    'validatingadmissionpolicies',
    'ValidatingAdmissionPolicy',
    false,
  ),
  validatingAdmissionPolicyBinding: type(
    'admissionregistration.k8s.io',
    'v1',
    'validatingadmissionpolicybindings',
    'ValidatingAdmissionPolicyBinding',
    false,
  ),
} as const

/** Kinds of fitgate's own. */
export const ownKinds: readonly ResourceType[] = [
  resources.aimCache,
  resources.aimEndpoint,
  resources.aimRecipe,
  resources.gpuWorkload,
  resources.inferenceService,
  resources.modelCache,
]

/** `/apis/apps/v1/namespaces/default/deployments/x/status`. */
export function pathOf(resource: ResourceType, ref: Partial<ObjectRef> = {}, subresource?: string): string {
  const root =
    resource.group === '' ? `/api/${resource.version}` : `/apis/${resource.group}/${resource.version}`
  const scope = resource.namespaced && ref.namespace ? `/namespaces/${encodeURIComponent(ref.namespace)}` : ''
  const name = ref.name ? `/${encodeURIComponent(ref.name)}` : ''
  return `${root}${scope}/${resource.plural}${name}${subresource ? `/${subresource}` : ''}`
}

export function apiVersionOf(resource: ResourceType): string {
  return resource.group === '' ? resource.version : `${resource.group}/${resource.version}`
}
