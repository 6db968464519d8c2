/**
 * AIMRecipe specs, good and bad.
 * @module
 */
import { bad, type Example, good } from './example.ts'

const one = { gpuCount: 1, enabled: true }
/** A spec that is right but for the fields given. */
const spec = (fields: object) => ({
  modelId: 'Qwen/Qwen3-32B',
  hardware: 'MI300X',
  precision: 'bfloat16',
  backend: 'vllm',
  configurations: [one],
  ...fields,
})
const configuration = (fields: object) => spec({ configurations: [{ ...one, ...fields }] })

export const recipeExamples: readonly Example[] = [
  good('the least there can be', spec({})),
  good(
    'everything',
    spec({
      description: 'tuned',
      recipeId: 'qwen3-32b-mi300x-bf16',
      type: 'preview',
      source: 'https://example.com/tuning',
      configurations: [
        {
          ...one,
          args: ['--max-model-len=32768'],
          env: [{ name: 'VLLM_ROCM_USE_AITER', value: '1' }],
          resources: { requests: { 'amd.com/gpu': '1', memory: '32Gi' }, limits: { 'amd.com/gpu': 1 } },
          source: 'a log',
        },
        { gpuCount: 2, enabled: false },
      ],
      performance: { expectedTokensPerSecond: 5000, expectedLatencyMs: 100, maxBatchSize: 32 },
    }),
  ),
  bad(
    'an empty spec',
    {},
    'spec.modelId',
    'spec.hardware',
    'spec.precision',
    'spec.backend',
    'spec.configurations',
  ),
  bad('an unknown precision', spec({ precision: 'bf17' }), 'spec.precision'),
  bad('an unknown backend', spec({ backend: 'tensorrt' }), 'spec.backend'),
  bad('an unknown type', spec({ type: 'derived' }), 'spec.type'),
  bad('no configuration', spec({ configurations: [] }), 'spec.configurations'),
  bad('no enabled configuration', configuration({ enabled: false }), 'spec.configurations'),
  bad('a GPU count twice', spec({ configurations: [one, one] }), 'spec.configurations[1].gpuCount'),
  bad('nine GPUs', configuration({ gpuCount: 9 }), 'spec.configurations[0].gpuCount'),
  bad(
    'a configuration that does not say whether it is on',
    spec({ configurations: [{ gpuCount: 1 }] }),
    'spec.configurations[0].enabled',
  ),
  bad('arguments in a map', configuration({ args: { '--dtype': 'auto' } }), 'spec.configurations[0].args'),
  bad(
    'an empty source of a variable',
    configuration({ env: [{ name: 'A', valueFrom: {} }] }),
    'spec.configurations[0].env[0].valueFrom',
  ),
  bad(
    'GPUs that contradict gpuCount',
    configuration({ resources: { limits: { 'amd.com/gpu': '2' } } }),
    'spec.configurations[0].resources.limits["amd.com/gpu"]',
  ),
  bad(
    'partitions that contradict gpuCount',
    configuration({ resources: { requests: { 'amd.com/cpx_nps4': 8 } } }),
    'spec.configurations[0].resources.requests["amd.com/cpx_nps4"]',
  ),
  bad(
    'a misspelt quantity',
    configuration({ resources: { limits: { memory: '1GB' } } }),
    'spec.configurations[0].resources.limits.memory',
  ),
  bad('an empty source', spec({ source: '' }), 'spec.source'),
  bad('a negative measurement', spec({ performance: { maxBatchSize: -1 } }), 'spec.performance.maxBatchSize'),
]
