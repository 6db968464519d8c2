import { cluster, nodes } from '../decide/builders.ts'
import { deployment, type Examples, podSpec, serving } from './builders.ts'

const asking = (words: string, version = '0.16.0') =>
  deployment(podSpec([serving(words, { image: `vllm/vllm-openai-rocm:v${version}` })]))
const at = (index: number) => [`spec.template.spec.containers[0].command[${index}]`]

export const examples: Examples = {
  good: [
    { says: 'fp8 on MI300X', object: asking('Qwen/Qwen3-32B-FP8'), hardware: cluster(nodes('MI300X', 1)) },
    { says: 'bf16 on MI250', object: asking('Qwen/Qwen3-8B'), hardware: cluster(nodes('MI250', 1)) },
    {
      says: 'fp8 where one kind of node takes it',
      object: asking('Qwen/Qwen3-32B-FP8'),
      hardware: cluster(nodes('MI250', 1), nodes('MI300X', 1)),
    },
    {
      says: 'a model nobody knows',
      object: asking('team/own --quantization=bitsandbytes'),
      hardware: cluster(nodes('MI250', 1)),
    },
  ],
  bad: [
    {
      says: 'fp8 weights on MI250, which this version has no kernels for',
      object: asking('Qwen/Qwen3-32B-FP8'),
      hardware: cluster(nodes('MI250', 1)),
      at: at(2),
      words: 'no fp8 kernels for gfx90a',
    },
    {
      says: 'a method that ROCm does not take',
      object: asking('Qwen/Qwen3-8B --quantization=experts_int8'),
      at: at(3),
      words: 'experts_int8 quantization is currently not supported',
    },
    {
      says: 'an fp8 cache on MI250',
      object: asking('Qwen/Qwen3-8B --kv-cache-dtype=fp8'),
      hardware: cluster(nodes('MI250', 1)),
      at: ['spec.template.spec.containers[0].command'],
      words: 'use auto',
    },
  ],
}
