import { cluster, nodes } from '../decide/builders.ts'
import { deployment, type Examples, gpus, podSpec, serving, statefulSet } from './builders.ts'

const asking = (count: number, words: string) => podSpec([serving(words, { resources: gpus(count) })])
const mi300x = cluster(nodes('MI300X', 1))

export const examples: Examples = {
  good: [
    {
      says: 'a length the cache holds',
      object: deployment(asking(1, 'Qwen/Qwen3-32B --max-model-len 32768')),
      hardware: mi300x,
    },
    {
      says: 'a model that fits on one of two kinds of node',
      object: deployment(asking(1, 'Qwen/Qwen2.5-72B-Instruct --max-model-len 8192')),
      hardware: cluster(nodes('MI250', 1), nodes('MI300X', 1)),
    },
    {
      says: 'a model nobody knows',
      object: deployment(asking(1, 'team/own --max-model-len 10000000')),
      hardware: mi300x,
    },
  ],
  bad: [
    {
      says: "more than the model's maximum",
      object: deployment(asking(1, 'Qwen/Qwen3-32B --max-model-len 131072')),
      hardware: mi300x,
      at: ['spec.template.spec.containers[0].command[3]'],
      words: 'write 40960 tokens at most',
    },
    {
      says: 'weights that are too large',
      object: statefulSet(asking(1, 'meta-llama/Llama-3.1-405B-Instruct-FP8')),
      hardware: mi300x,
      at: ['spec.template.spec.containers[0].resources.limits["amd.com/gpu"]'],
      words: 'weights take',
    },
    {
      says: 'weights too large for every kind of node, in the words of the largest',
      object: deployment(asking(1, 'meta-llama/Llama-3.1-405B-Instruct')),
      hardware: cluster(nodes('MI250', 1), nodes('MI300X', 1)),
      at: ['spec.template.spec.containers[0].resources.limits["amd.com/gpu"]'],
      words: 'of an MI300X; ask for 8 GPUs and write tensor parallel 8',
    },
    {
      says: 'weights too large for one kind of node, in a format that the other has no kernels for',
      object: deployment(asking(1, 'deepseek-ai/DeepSeek-R1')),
      hardware: cluster(nodes('MI250', 1), nodes('MI300X', 1)),
      at: ['spec.template.spec.containers[0].resources.limits["amd.com/gpu"]'],
      words: 'of an MI300X; ask for 4 GPUs and write tensor parallel 4',
    },
    {
      says: 'a cache too small for one request',
      object: deployment(asking(1, 'Qwen/Qwen3-32B --max-model-len 40960 --gpu-memory-utilization 0.36')),
      hardware: mi300x,
      at: ['spec.template.spec.containers[0].command[3]'],
    },
    {
      says: 'the first engines of a pod that has more than anybody runs',
      object: deployment(
        podSpec(
          Array.from({ length: 40 }, () =>
            serving('Qwen/Qwen3-32B --max-model-len 131072', { resources: gpus(1) }),
          ),
        ),
      ),
      hardware: mi300x,
      at: Array.from({ length: 32 }, (_, i) => `spec.template.spec.containers[${i}].command[3]`),
    },
  ],
}
