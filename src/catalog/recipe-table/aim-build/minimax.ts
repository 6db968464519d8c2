/**
 * Profiles of MiniMax models.
 * @module
 */
import type { RecipeRow } from '../row.ts'
import { aiter, batches, source, tools } from './shared.ts'

export const minimax: readonly RecipeRow[] = [
  {
    model: 'MiniMaxAI/MiniMax-M2.5',
    precision: 'fp8',
    since: '0.15.1',
    source: source('MiniMaxAI/MiniMax-M2.5'),
    args: {
      'attention-backend': 'ROCM_AITER_FA',
      'enable-expert-parallel': true,
      'gpu-memory-utilization': 0.9,
      ...batches(2048),
      'async-scheduling': false,
      'enable-prefix-caching': false,
      'reasoning-parser': 'minimax_m2_append_think',
      ...tools('minimax_m2'),
      'trust-remote-code': true,
    },
    env: {
      ...aiter,
      SAFETENSORS_FAST_GPU: '1',
      VLLM_ROCM_QUICK_REDUCE_QUANTIZATION: 'INT4',
      VLLM_ROCM_SHUFFLE_KV_CACHE_LAYOUT: '1',
      VLLM_ROCM_USE_AITER_RMSNORM: '1',
      VLLM_ROCM_USE_AITER_TRITON_ROPE: '1',
    },
    on: [
      { hardware: 'MI300X', type: 'optimized', counts: { 2: { 'max-num-batched-tokens': 1024 }, 4: {} } },
      { hardware: 'MI325X', type: 'unoptimized', counts: { 2: { 'max-num-batched-tokens': 1024 } } },
      {
        hardware: 'MI355X',
        type: 'optimized',
        counts: { 4: {} },
        args: { 'gpu-memory-utilization': 0.95, 'compilation-config': '{"mode":3}' },
      },
    ],
  },
]
