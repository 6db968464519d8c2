import {
  autoscaler,
  deployment,
  type Examples,
  endpoint,
  gpus,
  group,
  podSpec,
  serving,
  statefulSet,
} from './builders.ts'

const words = 'deepseek-ai/DeepSeek-R1 --tensor-parallel-size 8 --pipeline-parallel-size 2'
const rank = podSpec([serving(`${words} --nnodes 2 --node-rank 0 --master-addr a`, { resources: gpus(8) })])
const ray = podSpec([serving(`${words} --distributed-executor-backend ray`, { resources: gpus(8) })])
const alone = podSpec([serving('Qwen/Qwen3-32B')])
const ofSet = autoscaler('StatefulSet', 'apps/v1')

export const examples: Examples = {
  good: [
    {
      says: 'an engine in one pod',
      object: autoscaler('Deployment', 'apps/v1'),
      related: [deployment(alone)],
    },
    {
      says: 'groups',
      object: autoscaler('LeaderWorkerSet', 'leaderworkerset.x-k8s.io/v1'),
      related: [group(rank)],
    },
    { says: 'a target that is not known', object: ofSet },
    { says: 'an endpoint', object: endpoint({ scaling: { maxReplicas: 4 } }) },
    { says: 'a distributed endpoint of fixed size', object: endpoint({ engineArgs: ['--nnodes=2'] }) },
  ],
  bad: [
    {
      says: 'the ranks of one engine',
      object: ofSet,
      related: [statefulSet(rank)],
      at: ['spec.scaleTargetRef'],
      words: 'the pods of StatefulSet chat are ranks of one engine; use a LeaderWorkerSet',
    },
    {
      says: 'the workers of a Ray cluster',
      object: ofSet,
      related: [statefulSet(ray)],
      at: ['spec.scaleTargetRef'],
    },
    {
      says: 'a distributed endpoint',
      object: endpoint({ engineArgs: ['--nnodes=2', '--node-rank=0'], scaling: { maxReplicas: 4 } }),
      at: ['spec.scaling.maxReplicas'],
    },
  ],
}
