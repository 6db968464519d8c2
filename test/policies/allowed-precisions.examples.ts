import { cluster, nodes } from '../decide/builders.ts'
import { annotated, deployment, type Examples, endpoint, podSpec, serving } from './builders.ts'

const asking = (words: string) => deployment(podSpec([serving(words)]))
const config = { precisions: ['fp8', 'bf16'] }

export const examples: Examples = {
  good: [
    { says: 'anything without a list', object: endpoint({ precision: 'int4' }) },
    { says: 'an endpoint under another spelling', object: endpoint({ precision: 'bfloat16' }), config },
    { says: 'an endpoint that leaves it open', object: endpoint(), config },
    { says: 'a build', object: asking('Qwen/Qwen3-32B-FP8'), config },
    { says: 'a model nobody knows', object: asking('team/own'), config },
  ],
  bad: [
    {
      says: 'an endpoint that leaves it open, of a model that is stored in another',
      object: endpoint(),
      config: { precisions: ['fp8'] },
      hardware: cluster(nodes('MI300X', 1)),
      at: ['spec.recipe.precision'],
      words: 'bf16 is not among the precisions',
    },
    {
      says: 'an endpoint',
      object: endpoint({ recipe: { precision: 'int4' } }),
      config,
      at: ['spec.recipe.precision'],
      words: 'int4 is not among the precisions of namespace team-a (allowed: fp8, bf16)',
    },
    {
      says: 'a build',
      object: asking('Qwen/Qwen3-32B-AWQ'),
      config,
      at: ['spec.template.spec.containers[0].command[2]'],
    },
    {
      says: 'fp8 made at load',
      object: asking('Qwen/Qwen3-32B --quantization=fp8'),
      config: { precisions: ['bf16'] },
      at: ['spec.template.spec.containers[0].command[3]'],
    },
    {
      says: 'an annotation',
      object: annotated(deployment(), {
        'fitgate.dev/model': 'Qwen/Qwen3-32B',
        'fitgate.dev/precision': 'mxfp4',
      }),
      config,
      at: ['metadata.annotations["fitgate.dev/precision"]'],
    },
  ],
}
