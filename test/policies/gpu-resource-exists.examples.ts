import { cluster, nodes } from '../decide/builders.ts'
import { container, deployment, type Examples, gpus, podSpec } from './builders.ts'

const asking = (resource: string) => deployment(podSpec([container({ resources: gpus(1, resource) })]))
const whole = cluster(nodes('MI300X', 2))
const split = cluster(nodes('MI300X', 1, { gpus: 64, partition: 'cpx_nps4' }))
const limit = (resource: string) => [`spec.template.spec.containers[0].resources.limits["${resource}"]`]

export const examples: Examples = {
  good: [
    { says: 'whole GPUs where there are some', object: asking('amd.com/gpu'), hardware: whole },
    { says: 'partitions where there are some', object: asking('amd.com/cpx_nps4'), hardware: split },
    { says: 'anything where nothing is known', object: asking('amd.com/dpx_nps2') },
    {
      says: 'anything where a node could not be told',
      object: asking('amd.com/dpx_nps2'),
      hardware: { ...whole, unknownNodes: 1 },
    },
    {
      says: 'what is declared and not there now',
      object: asking('amd.com/gpu'),
      hardware: cluster(nodes('MI355X', 0, { origin: 'declared' })),
    },
  ],
  bad: [
    {
      says: 'partitions that no node has',
      object: asking('amd.com/cpx_nps4'),
      hardware: whole,
      at: limit('amd.com/cpx_nps4'),
      words: 'no node offers amd.com/cpx_nps4; ask for amd.com/gpu',
    },
    {
      says: 'the plain name under the mixed naming strategy',
      object: asking('amd.com/gpu'),
      hardware: split,
      at: limit('amd.com/gpu'),
      words: 'ask for amd.com/cpx_nps4',
    },
    {
      says: 'any GPU where there is none',
      object: asking('amd.com/gpu'),
      hardware: cluster(),
      at: limit('amd.com/gpu'),
      words: 'nor any other AMD GPU',
    },
  ],
}
