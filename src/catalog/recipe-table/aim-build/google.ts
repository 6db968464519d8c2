/**
 * Profiles of Gemma models.
 * @module
 */
import type { RecipeRow } from '../row.ts'
import { aiter, aiter950, source, tools } from './shared.ts'

export const google: readonly RecipeRow[] = [
  {
    model: 'google/gemma-3-27b-it',
    precision: 'bf16',
    since: '0.11.0',
    source: source('google/gemma-3-27b-it'),
    args: { dtype: 'bfloat16', 'gpu-memory-utilization': 0.95 },
    env: { ...aiter, VLLM_ROCM_USE_AITER_RMSNORM: '1', VLLM_ROCM_USE_AITER_TRITON_ROPE: '1' },
    on: [
      { hardware: 'MI300X', type: 'optimized', counts: { 1: {} } },
      { hardware: 'MI325X', type: 'unoptimized', counts: { 1: {} } },
      { hardware: 'MI350X', type: 'optimized', counts: { 1: {} }, env: aiter950 },
      { hardware: 'MI355X', type: 'optimized', counts: { 1: {} }, env: aiter950 },
    ],
  },
  {
    model: 'google/gemma-4-31B-it',
    precision: 'bf16',
    since: '0.11.0',
    source: source('google/gemma-4-31B-it'),
    args: {
      dtype: 'bfloat16',
      'gpu-memory-utilization': 0.92,
      'max-model-len': 32_768,
      'max-num-batched-tokens': 2048,
      'async-scheduling': false,
      'enable-prefix-caching': false,
      'reasoning-parser': 'gemma4',
      ...tools('gemma4'),
    },
    env: aiter,
    on: [
      { hardware: 'MI300X', type: 'optimized', counts: { 1: {} } },
      { hardware: 'MI355X', type: 'optimized', counts: { 2: {} } },
    ],
  },
]
