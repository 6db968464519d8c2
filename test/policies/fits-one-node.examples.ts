import { cluster, nodes } from '../decide/builders.ts'
import {
  container,
  deployment,
  type Examples,
  gpus,
  group,
  plain,
  podSpec,
  serving,
  statefulSet,
} from './builders.ts'

const asking = (count: number) => podSpec([container({ resources: gpus(count) })])
const two = cluster(nodes('W7900', 4, { gpus: 2 }))
const tp = (count: number, size: number | string) =>
  serving(`Qwen/Qwen3-32B --tensor-parallel-size ${size}`, { resources: gpus(count) })

export const examples: Examples = {
  good: [
    { says: 'a whole node', object: deployment(asking(8)), hardware: cluster(nodes('MI300X', 1)) },
    { says: 'all GPUs of a small node', object: deployment(asking(2)), hardware: two },
    {
      says: 'a group over two nodes',
      object: group(podSpec([tp(8, 8)]), undefined),
      hardware: cluster(nodes('MI300X', 2)),
    },
    {
      says: 'tensor parallelism between nodes that the engine is told of',
      object: group(podSpec([tp(8, '16 --nnodes 2 --dist-init-addr $(LWS_LEADER_ADDRESS):20000')])),
      hardware: cluster(nodes('MI300X', 2)),
    },
    {
      says: 'an init container that uses the GPU before the engine does',
      object: deployment(
        podSpec([container({ resources: gpus(8) })], { initContainers: [plain({ resources: gpus(8) })] }),
      ),
      hardware: cluster(nodes('MI300X', 1)),
    },
  ],
  bad: [
    {
      says: 'more than a node here has',
      object: deployment(asking(4)),
      hardware: two,
      at: ['spec.template.spec.containers'],
      words: 'asks for 4 amd.com/gpu, and no node has more than 2',
    },
    {
      says: 'more than any node has, whatever is here',
      object: statefulSet(asking(16)),
      at: ['spec.template.spec.containers'],
    },
    {
      says: 'two containers that do not fit together',
      object: deployment(
        podSpec([container({ resources: gpus(6) }), container({ name: 'b', resources: gpus(6) })]),
      ),
      hardware: cluster(nodes('MI300X', 1)),
      at: ['spec.template.spec.containers'],
    },
    {
      says: 'tensor parallelism that no node of a group can hold, and no word of other nodes',
      object: group(podSpec([tp(8, 16)])),
      hardware: cluster(nodes('MI300X', 2)),
      at: ['spec.leaderWorkerTemplate.workerTemplate.spec.containers[0].command[3]'],
      words: 'use tensor parallel 8 in a node and pipeline parallel between nodes',
    },
  ],
}
