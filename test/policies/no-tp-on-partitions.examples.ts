import { cluster, nodes } from '../decide/builders.ts'
import { deployment, type Examples, gpus, podSpec, serving } from './builders.ts'

const asking = (size: number, resource: string) =>
  deployment(podSpec([serving(`Qwen/Qwen3-8B -tp ${size}`, { resources: gpus(size, resource) })]))
const at = ['spec.template.spec.containers[0].command[3]']
const split = { ...nodes('MI300X', 1, { gpus: 64, partition: 'cpx_nps4' }), resource: 'amd.com/gpu' }

export const examples: Examples = {
  good: [
    { says: 'one partition', object: asking(1, 'amd.com/cpx_nps4') },
    { says: 'whole GPUs', object: asking(4, 'amd.com/gpu'), hardware: cluster(nodes('MI300X', 1)) },
    { says: 'whole cards under the mixed naming strategy', object: asking(4, 'amd.com/spx_nps1') },
    {
      says: 'GPUs of which some are whole',
      object: asking(2, 'amd.com/gpu'),
      hardware: cluster(nodes('MI300X', 1), split),
    },
  ],
  bad: [
    {
      says: 'two partitions',
      object: asking(2, 'amd.com/cpx_nps4'),
      at,
      words: 'gives wrong text; serve with one partition',
    },
    { says: 'halves', object: asking(2, 'amd.com/dpx_nps2'), at },
    {
      says: 'plain names that are partitions here',
      object: asking(2, 'amd.com/gpu'),
      hardware: cluster(split),
      at,
    },
  ],
}
