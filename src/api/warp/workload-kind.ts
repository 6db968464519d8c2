/**
 * GPUWorkload as a kind: names and columns.
 * @module
 */
import type { KindDefinition } from '../kind.ts'
import { categories, group } from './group.ts'
import { gpuWorkloadRules } from './workload-rules.ts'
import { type GPUWorkloadSpec, gpuWorkloadSpec } from './workload-spec.ts'
import { gpuWorkloadStatus } from './workload-status.ts'

export const gpuWorkloadKind: KindDefinition<GPUWorkloadSpec> = {
  group,
  kind: 'GPUWorkload',
  plural: 'gpuworkloads',
  shortNames: ['gpuw'],
  categories,
  scope: 'Namespaced',
  description: 'GPUWorkload runs a model to completion on an exact number of GPUs of one node.',
  version: {
    name: 'v1alpha1',
    spec: gpuWorkloadSpec,
    status: gpuWorkloadStatus,
    rules: gpuWorkloadRules,
    columns: [
      { name: 'Model', type: 'string', jsonPath: '.spec.modelName' },
      { name: 'GPUs', type: 'integer', jsonPath: '.spec.gpuCount' },
      { name: 'Phase', type: 'string', jsonPath: '.status.phase' },
      { name: 'Node', type: 'string', jsonPath: '.status.assignedNode' },
      { name: 'Queue', type: 'string', jsonPath: '.status.queue' },
      { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' },
      { name: 'Priority', type: 'string', jsonPath: '.spec.priority', priority: 1 },
      { name: 'Retries', type: 'integer', jsonPath: '.status.retryCount', priority: 1 },
      { name: 'Message', type: 'string', jsonPath: '.status.message', priority: 1 },
    ],
  },
}
