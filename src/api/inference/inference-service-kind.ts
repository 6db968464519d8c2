/**
 * InferenceService as a kind: names, columns, scale.
 * @module
 */
import type { KindDefinition } from '../kind.ts'
import { categories, group } from './group.ts'
import { inferenceServiceRules } from './inference-service-rules.ts'
import { type InferenceServiceSpec, inferenceServiceSpec } from './inference-service-spec.ts'
import { inferenceServiceStatus } from './inference-service-status.ts'

export const inferenceServiceKind: KindDefinition<InferenceServiceSpec> = {
  group,
  kind: 'InferenceService',
  plural: 'inferenceservices',
  // KServe's kind of the same name has isvc
  shortNames: ['infsvc'],
  categories,
  scope: 'Namespaced',
  description:
    'InferenceService serves one model with vLLM or SGLang, on one node or, where distributed, over several.',
  version: {
    name: 'v1alpha1',
    spec: inferenceServiceSpec,
    status: inferenceServiceStatus,
    rules: inferenceServiceRules,
    columns: [
      { name: 'Model', type: 'string', jsonPath: '.spec.model.name' },
      { name: 'GPUs', type: 'string', jsonPath: '.status.gpus' },
      { name: 'Ready', type: 'string', jsonPath: '.status.conditions[?(@.type=="Ready")].status' },
      {
        name: 'Reason',
        type: 'string',
        jsonPath: '.status.conditions[?(@.type=="Ready")].reason',
        description: 'What it does, or what stands in its way.',
      },
      { name: 'Replicas', type: 'integer', jsonPath: '.status.readyReplicas' },
      { name: 'Queue', type: 'string', jsonPath: '.status.queue' },
      { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' },
      { name: 'Verdict', type: 'string', jsonPath: '.status.decision.verdict', priority: 1 },
      { name: 'URL', type: 'string', jsonPath: '.status.endpoints.internal', priority: 1 },
    ],
    scale: {
      specReplicasPath: '.spec.replicas',
      statusReplicasPath: '.status.replicas',
      labelSelectorPath: '.status.selector',
    },
  },
}
