/**
 * What an installation consists of, in the order in which it goes: what others wait for first, what it needs itself last.
 * @module
 */
import { resources } from '../../kube/resources.ts'
import type { ResourceType } from '../../kube/types.ts'

/** On everything that the manifests and the definitions of fitgate bring along. */
export const ownLabel = 'app.kubernetes.io/part-of=fitgate'

const clusterType = (group: string, plural: string, kind: string): ResourceType => ({
  group,
  version: 'v1',
  plural,
  kind,
  namespaced: false,
})

/** Asked by the API server: without fitgate's processes, some of these would refuse everything. */
export const admissionTypes: readonly ResourceType[] = [
  resources.mutatingWebhookConfiguration,
  resources.validatingWebhookConfiguration,
  clusterType(
    'admissionregistration.k8s.io',
    'validatingadmissionpolicybindings',
    'ValidatingAdmissionPolicyBinding',
  ),
  clusterType('admissionregistration.k8s.io', 'validatingadmissionpolicies', 'ValidatingAdmissionPolicy'),
]

/** Cluster-wide rights; those of the namespace go with it. */
export const rightsTypes: readonly ResourceType[] = [
  clusterType('rbac.authorization.k8s.io', 'clusterrolebindings', 'ClusterRoleBinding'),
  clusterType('rbac.authorization.k8s.io', 'clusterroles', 'ClusterRole'),
]
