/**
 * What an installation consists of, in the order in which it goes: what others wait for first, what it needs itself last.
 * @module
 */
import { resources } from '../../kube/resources.ts'
import type { ResourceType } from '../../kube/types.ts'

/** On everything that the manifests and the definitions of fitgate bring along. */
export const ownLabel = 'app.kubernetes.io/part-of=fitgate'

/** Asked by the API server: without fitgate's processes, some of these would refuse everything. */
export const admissionTypes: readonly ResourceType[] = [
  resources.mutatingWebhookConfiguration,
  resources.validatingWebhookConfiguration,
  resources.validatingAdmissionPolicyBinding,
  resources.validatingAdmissionPolicy,
]

/** Cluster-wide rights; those of the namespace go with it. */
export const rightsTypes: readonly ResourceType[] = [resources.clusterRoleBinding, resources.clusterRole]
