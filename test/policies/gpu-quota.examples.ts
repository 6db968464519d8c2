import { cluster, nodes } from '../decide/builders.ts'
import {
  autoscaler,
  container,
  deployment,
  type Examples,
  endpoint,
  gpus,
  group,
  job,
  podSpec,
  service,
} from './builders.ts'

const four = podSpec([container({ resources: gpus(4) })])
const config = { quotaGPUs: 16 }
const resourceQuotas = { 'team-a': { 'amd.com/gpu': 16 }, 'team-b': { 'amd.com/gpu': 1 } }
const scaler = autoscaler('Deployment', 'apps/v1')

export const examples: Examples = {
  good: [
    { says: 'anything without a quota', object: deployment(four, { replicas: 100 }) },
    { says: 'all of the quota', object: deployment(four, { replicas: 4 }), config },
    {
      says: 'a namespace with a quota of its own',
      object: deployment(four, { replicas: 5 }),
      config: { ...config, namespaces: { 'team-a': { quotaGPUs: 20 } } },
    },
    { says: 'all that a ResourceQuota leaves', object: deployment(four, { replicas: 4 }), resourceQuotas },
    {
      says: 'a Job with fewer pods to complete than it may run at once',
      object: job(four, { parallelism: 8, completions: 4 }),
      config,
    },
    {
      says: 'devices that no ResourceQuota is about',
      object: deployment(podSpec([container({ resources: gpus(8, 'amd.com/cpx_nps4') })]), { replicas: 9 }),
      resourceQuotas,
    },
    { says: 'an autoscaler whose target is not known', object: scaler, config },
    { says: 'an autoscaler that stays within it', object: scaler, related: [deployment(four)], config },
  ],
  bad: [
    {
      says: 'one replica too many',
      object: deployment(four, { replicas: 5 }),
      config,
      at: ['spec.replicas'],
      words: '5 replicas of 4 GPUs are 20, and the quota of namespace team-a is 16; 4 replicas at most',
    },
    {
      says: 'pods of a Job that run at once',
      object: job(four, { parallelism: 8, completions: 80 }),
      config,
      at: ['spec.parallelism'],
      words: '8 replicas of 4 GPUs are 32',
    },
    {
      says: 'an endpoint that leaves the number open, of a model that takes more',
      object: endpoint({ model: { id: 'deepseek-ai/DeepSeek-R1' } }),
      config: { quotaGPUs: 2 },
      hardware: cluster(nodes('MI300X', 2)),
      at: ['spec.resources.gpuCount'],
    },
    {
      says: 'more than a ResourceQuota leaves',
      object: deployment(four, { replicas: 5 }),
      resourceQuotas,
      at: ['spec.replicas'],
      words: '5 replicas of 4 amd.com/gpu are 20, and the ResourceQuota of namespace team-a is 16',
    },
    {
      says: 'an endpoint that may scale above a ResourceQuota',
      object: endpoint({ gpuCount: 8, scaling: { maxReplicas: 3 } }),
      resourceQuotas,
      at: ['spec.scaling.maxReplicas'],
    },
    {
      says: 'groups, all their pods counted',
      object: group(four, undefined, { replicas: 3 }),
      config,
      at: ['spec.replicas'],
    },
    {
      says: 'an endpoint that may scale above it',
      object: endpoint({ gpuCount: 8, scaling: { maxReplicas: 3 } }),
      config,
      at: ['spec.scaling.maxReplicas'],
    },
    {
      says: "an endpoint's replicas",
      object: endpoint({ gpuCount: 8, replicas: 3 }),
      config,
      at: ['spec.replicas'],
    },
    {
      says: 'an InferenceService that may scale above it',
      object: service({
        resources: { totalGpus: 8 },
        autoscaling: { enabled: true, minReplicas: 1, maxReplicas: 3 },
      }),
      config,
      at: ['spec.autoscaling.maxReplicas'],
    },
    {
      says: 'an autoscaler that may scale above it',
      object: scaler,
      related: [deployment(podSpec([container({ resources: gpus(8) })]))],
      config,
      at: ['spec.maxReplicas'],
    },
    {
      says: 'one replica that is larger than the quota',
      object: deployment(four),
      config: { quotaGPUs: 2 },
      at: ['spec.replicas'],
      words: 'ask for 2 GPUs a replica at most',
    },
  ],
}
