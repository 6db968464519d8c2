import { deployment, type Examples, gpus, job, podSpec, serving } from './builders.ts'

const asking = (model: string, size: number) =>
  podSpec([serving(`${model} --tensor-parallel-size ${size}`, { resources: gpus(size) })])

export const examples: Examples = {
  good: [
    { says: '64 heads on 8 ranks', object: deployment(asking('Qwen/Qwen3-32B', 8)) },
    { says: '28 heads on 4 ranks', object: deployment(asking('Qwen/Qwen2.5-7B-Instruct', 4)) },
    { says: 'any size of a model nobody knows', object: deployment(asking('team/own-model', 7)) },
  ],
  bad: [
    {
      says: 'heads, KV heads and widths on 3 ranks',
      object: deployment(asking('Qwen/Qwen3-32B', 3)),
      at: Array(4).fill('spec.template.spec.containers[0].command[3]'),
      words: 'must be divisible by tensor parallel size (3)',
    },
    {
      says: '28 heads on 8 ranks',
      object: job(asking('Qwen/Qwen2.5-7B-Instruct', 8)),
      at: ['spec.template.spec.containers[0].command[3]'],
      words: 'use tensor parallel 1, 2 or 4, with as many GPUs',
    },
  ],
}
