import { cluster, nodes } from '../decide/builders.ts'
import {
  batch,
  container,
  deployment,
  type Examples,
  endpoint,
  gpus,
  group,
  plain,
  podSpec,
  service,
} from './builders.ts'

const asking = (count: number) => podSpec([container({ resources: gpus(count) })])
const config = { maxGPUs: 4 }

export const examples: Examples = {
  good: [
    { says: 'anything without a ceiling', object: deployment(asking(8)) },
    { says: 'as many as the ceiling', object: deployment(asking(4), { replicas: 10 }), config },
    {
      says: 'an init container that uses them first',
      object: deployment(
        podSpec([container({ resources: gpus(4) })], { initContainers: [plain({ resources: gpus(4) })] }),
      ),
      config,
    },
  ],
  bad: [
    {
      says: 'more than the ceiling',
      object: deployment(asking(8)),
      config,
      at: ['spec.template.spec.containers[0].resources.limits["amd.com/gpu"]'],
      words: 'a replica takes 8 GPUs, and namespace team-a allows 4',
    },
    {
      says: 'an endpoint',
      object: endpoint({ resources: { gpuCount: 8 } }),
      config,
      at: ['spec.resources.gpuCount'],
    },
    {
      says: 'an endpoint that leaves the number open, of a model that takes more',
      object: endpoint({ model: { id: 'deepseek-ai/DeepSeek-R1' } }),
      config: { maxGPUs: 2 },
      hardware: cluster(nodes('MI300X', 2)),
      at: ['spec.resources.gpuCount'],
      words: 'ask for 2 at most',
    },
    { says: 'a GPUWorkload', object: batch(), config, at: ['spec.gpuCount'] },
    {
      says: 'an InferenceService',
      object: service({ resources: { totalGpus: 8 } }),
      config,
      at: ['spec.resources.totalGpus'],
    },
    {
      says: 'a group',
      object: group(asking(4)),
      config,
      at: ['spec.leaderWorkerTemplate.workerTemplate.spec.containers[0].resources.limits["amd.com/gpu"]'],
    },
    {
      says: 'a sidecar with a GPU of its own',
      object: deployment(
        podSpec([container({ resources: gpus(4) })], {
          initContainers: [plain({ restartPolicy: 'Always', resources: gpus(1) })],
        }),
      ),
      config,
      at: ['spec.template.spec.containers[0].resources.limits["amd.com/gpu"]'],
    },
  ],
}
