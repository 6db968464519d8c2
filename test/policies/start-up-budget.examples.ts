import { annotated, deployment, type Examples, gpus, podSpec, serving } from './builders.ts'

const asking = (model: string, probes: object) =>
  deployment(podSpec([serving(`${model} -tp 8`, { resources: gpus(8), ...probes })]))
const every = (periodSeconds: number, failureThreshold: number) => ({
  periodSeconds,
  failureThreshold,
  httpGet: { path: '/health', port: 8000 },
})
const at = (probe: string) => [`spec.template.spec.containers[0].${probe}`]

const cached = { 'fitgate.dev/model': 'meta-llama/Llama-3.3-70B-Instruct', 'fitgate.dev/cache': 'models' }

export const examples: Examples = {
  good: [
    { says: 'no probes', object: asking('deepseek-ai/DeepSeek-R1', {}) },
    {
      says: 'a start-up probe that waits',
      object: asking('deepseek-ai/DeepSeek-R1', { startupProbe: every(10, 600) }),
    },
    {
      says: 'quick liveness behind a start-up probe that waits',
      object: asking('deepseek-ai/DeepSeek-R1', { startupProbe: every(10, 600), livenessProbe: every(5, 2) }),
    },
    {
      says: 'readiness alone, which kills nothing',
      object: asking('deepseek-ai/DeepSeek-R1', { readinessProbe: every(1, 1) }),
    },
    {
      says: 'less patience where the model is in a cache',
      object: annotated(
        asking('meta-llama/Llama-3.3-70B-Instruct', { startupProbe: every(10, 112) }),
        cached,
      ),
    },
    { says: 'a model nobody knows', object: asking('team/own', { livenessProbe: every(1, 1) }) },
  ],
  bad: [
    {
      says: 'that little patience where it may have to be downloaded',
      object: asking('meta-llama/Llama-3.3-70B-Instruct', { startupProbe: every(10, 112) }),
      at: at('startupProbe'),
    },
    {
      says: 'the default budget of 30 s',
      object: asking('deepseek-ai/DeepSeek-R1', {
        startupProbe: { httpGet: { path: '/health', port: 8000 } },
      }),
      at: at('startupProbe'),
      words: 'gives up after 30 s',
    },
    {
      says: 'liveness without a start-up probe',
      object: asking('meta-llama/Llama-3.3-70B-Instruct', {
        livenessProbe: { ...every(30, 3), initialDelaySeconds: 120 },
      }),
      at: at('livenessProbe'),
      words:
        'gives up after 210 s, and meta-llama/Llama-3.3-70B-Instruct may take 1200 s to load; add a startupProbe with failureThreshold: 120',
    },
  ],
}
