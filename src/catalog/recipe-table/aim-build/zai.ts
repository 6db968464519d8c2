/**
 * Profiles of GLM models.
 * @module
 */
import type { RecipeRow } from '../row.ts'
import { aiter, source, tools } from './shared.ts'

export const zai: readonly RecipeRow[] = [
  {
    model: 'zai-org/GLM-4.7-FP8',
    precision: 'fp8',
    since: '0.15.1',
    source: source('zai-org/GLM-4.7'),
    args: {
      'enable-expert-parallel': true,
      'gpu-memory-utilization': 0.95,
      'enable-prefix-caching': false,
      'speculative-config': '{"method":"mtp","num_speculative_tokens":1}',
      'reasoning-parser': 'glm45',
      ...tools('glm47'),
    },
    env: aiter,
    on: [
      { hardware: 'MI300X', type: 'optimized', counts: { 4: {} } },
      { hardware: 'MI325X', type: 'unoptimized', counts: { 4: {} } },
      {
        hardware: 'MI355X',
        type: 'optimized',
        counts: { 4: {} },
        args: {
          'attention-backend': 'ROCM_AITER_UNIFIED_ATTN',
          'gpu-memory-utilization': 0.9,
          'kv-cache-dtype': 'fp8',
          'max-num-batched-tokens': 8192,
          'max-num-seqs': 256,
          'async-scheduling': false,
        },
      },
    ],
  },
  {
    model: 'zai-org/GLM-5.2-FP8',
    precision: 'fp8',
    since: '0.23.0',
    source: source('zai-org/GLM-5.2'),
    args: {
      'gpu-memory-utilization': 0.8,
      'kv-cache-dtype': 'fp8_e4m3',
      'linear-backend': 'aiter',
      'moe-backend': 'aiter',
      'max-num-batched-tokens': 2048,
      'async-scheduling': false,
      'reasoning-parser': 'glm45',
      ...tools('glm47'),
    },
    env: {
      NCCL_MIN_NCHANNELS: '112',
      TORCH_BLAS_PREFER_HIPBLASLT: '1',
      VLLM_EXECUTE_MODEL_TIMEOUT_SECONDS: '900',
      VLLM_ROCM_QUICK_REDUCE_QUANTIZATION: 'INT4',
      VLLM_ROCM_USE_AITER: '1',
      VLLM_ROCM_USE_AITER_FUSION_SHARED_EXPERTS: '1',
    },
    on: [{ hardware: 'MI300X', type: 'optimized', counts: { 8: {} } }],
  },
]
