/**
 * AIMEndpoint as a kind: names, columns, scale.
 * @module
 */
import type { KindDefinition } from '../kind.ts'
import type { AIMEndpointSpec } from './endpoint-forms.ts'
import { endpointRules } from './endpoint-rules.ts'
import { aimEndpointSpec } from './endpoint-spec.ts'
import { aimEndpointStatus } from './endpoint-status.ts'
import { categories, group } from './group.ts'

export const aimEndpointKind: KindDefinition<AIMEndpointSpec> = {
  group,
  kind: 'AIMEndpoint',
  plural: 'aimendpoints',
  shortNames: ['aimep'],
  categories,
  scope: 'Namespaced',
  description:
    'AIMEndpoint serves one model: fitgate chooses recipe and GPUs, proves that it fits, and keeps it running.',
  version: {
    name: 'v1alpha1',
    spec: aimEndpointSpec,
    status: aimEndpointStatus,
    rules: endpointRules,
    columns: [
      { name: 'Model', type: 'string', jsonPath: '.status.model' },
      { name: 'Recipe', type: 'string', jsonPath: '.status.recipe' },
      { name: 'GPUs', type: 'string', jsonPath: '.status.gpus' },
      { name: 'Phase', type: 'string', jsonPath: '.status.phase' },
      { name: 'Ready', type: 'string', jsonPath: '.status.replicas.summary' },
      { name: 'Queue', type: 'string', jsonPath: '.status.queue' },
      { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' },
      { name: 'Verdict', type: 'string', jsonPath: '.status.decision.verdict', priority: 1 },
      { name: 'Engine', type: 'string', jsonPath: '.status.selectedRecipe.backend', priority: 1 },
      { name: 'URL', type: 'string', jsonPath: '.status.endpoints.internal', priority: 1 },
    ],
    scale: {
      specReplicasPath: '.spec.replicas',
      statusReplicasPath: '.status.replicas.current',
      labelSelectorPath: '.status.selector',
    },
  },
}
