/**
 * Profiles of gpt-oss.
 * @module
 */
import type { RecipeRow } from '../row.ts'
import { batches, noAiter, source, tools } from './shared.ts'

const words = { ...tools('openai'), 'reasoning-parser': 'openai_gptoss' }
const args = {
  'gpu-memory-utilization': 0.95,
  ...batches(2048),
  'async-scheduling': true,
  'compilation-config': '{"cudagraph_mode":"FULL_AND_PIECEWISE"}',
  'enable-prefix-caching': false,
  ...words,
}
const unifiedAttention = {
  NCCL_MIN_NCHANNELS: '112',
  TORCH_BLAS_PREFER_HIPBLASLT: '1',
  VLLM_ROCM_USE_AITER: '1',
  VLLM_ROCM_USE_AITER_MHA: '0',
  VLLM_ROCM_USE_AITER_UNIFIED_ATTENTION: '1',
}
const env = { ...unifiedAttention, VLLM_ROCM_QUICK_REDUCE_QUANTIZATION: 'INT4' }

/** The MI250X, and the MI250 with its same dies. */
function on90a(model: string, counts: readonly number[]): RecipeRow {
  const read = source(model)
  const placement = {
    type: 'unoptimized',
    counts: Object.fromEntries(counts.map((count) => [count, {}])),
  } as const
  return {
    model,
    precision: 'fp4',
    since: '0.11.0',
    source: read,
    args: { 'gpu-memory-utilization': 0.9, ...batches(2048), 'async-scheduling': false, ...words },
    env: noAiter,
    on: [
      { hardware: 'MI250X', ...placement },
      {
        hardware: 'MI250',
        ...placement,
        source: `${read}, read for the MI250X: the MI250 has the same gfx90a dies of 64 GiB`,
      },
    ],
  }
}

export const openai: readonly RecipeRow[] = [
  {
    model: 'openai/gpt-oss-120b',
    precision: 'fp4',
    since: '0.11.0',
    source: source('openai/gpt-oss-120b'),
    args,
    env,
    on: [
      { hardware: 'MI300X', type: 'preview', counts: { 1: {}, 2: {} } },
      { hardware: 'MI325X', type: 'unoptimized', counts: { 1: {} }, env: unifiedAttention },
      { hardware: 'MI350X', type: 'optimized', counts: { 1: { 'max-num-batched-tokens': 1024 } } },
      { hardware: 'MI355X', type: 'optimized', counts: { 1: { 'max-num-batched-tokens': 8192 } } },
    ],
  },
  on90a('openai/gpt-oss-120b', [2, 4, 8]),
  {
    model: 'openai/gpt-oss-20b',
    precision: 'fp4',
    since: '0.11.0',
    source: source('openai/gpt-oss-20b'),
    args,
    env,
    on: [
      { hardware: 'MI300X', type: 'preview', counts: { 1: {} } },
      { hardware: 'MI355X', type: 'optimized', counts: { 1: { 'max-num-batched-tokens': 8192 } } },
    ],
  },
  on90a('openai/gpt-oss-20b', [1]),
]
