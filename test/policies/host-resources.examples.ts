import { deployment, type Examples, podSpec, serving } from './builders.ts'

const asking = (model: string, gpus: number, limits: object) =>
  deployment(
    podSpec([serving(`${model} -tp ${gpus}`, { resources: { limits: { 'amd.com/gpu': gpus, ...limits } } })]),
  )
const at = (name: string) => `spec.template.spec.containers[0].resources.limits.${name}`

export const examples: Examples = {
  good: [
    { says: 'no limits', object: asking('Qwen/Qwen3-32B', 1, {}) },
    { says: 'room for both', object: asking('Qwen/Qwen3-32B', 1, { memory: '64Gi', cpu: '8' }) },
    { says: 'a small model in little memory', object: asking('Qwen/Qwen3-0.6B', 1, { memory: '4Gi' }) },
    { says: 'a model nobody knows', object: asking('team/own', 1, { memory: '1Gi' }) },
  ],
  bad: [
    {
      says: 'less than a tenth of the checkpoint, and too few cores',
      object: asking('meta-llama/Llama-3.3-70B-Instruct', 1, { memory: '8Gi', cpu: '500m' }),
      at: [at('memory'), at('cpu')],
      words: '8Gi is less than the',
    },
    {
      says: 'less than a file a rank',
      object: asking('deepseek-ai/DeepSeek-R1', 8, { memory: 16e9 }),
      at: [at('memory')],
    },
    {
      says: 'fewer cores than ranks',
      object: asking('Qwen/Qwen3-32B', 8, { cpu: 6 }),
      at: [at('cpu')],
      words: 'write 10 or more',
    },
  ],
}
