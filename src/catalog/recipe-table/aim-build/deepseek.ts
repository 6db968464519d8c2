/**
 * Profiles of DeepSeek models.
 * @module
 */
import type { RecipeRow } from '../row.ts'
import { batches, source, tools } from './shared.ts'

export const deepseek: readonly RecipeRow[] = [
  {
    model: 'deepseek-ai/DeepSeek-R1-0528',
    precision: 'fp8',
    since: '0.11.0',
    source: source('deepseek-ai/DeepSeek-R1-0528'),
    args: {
      'block-size': 1,
      'gpu-memory-utilization': 0.9,
      'kv-cache-dtype': 'fp8',
      ...batches(8192, 1024),
      'async-scheduling': false,
      'enable-prefix-caching': false,
      'reasoning-parser': 'deepseek_r1',
      ...tools('deepseek_v3'),
    },
    env: {
      NCCL_MIN_NCHANNELS: '112',
      TORCH_BLAS_PREFER_HIPBLASLT: '1',
      VLLM_ROCM_QUICK_REDUCE_QUANTIZATION: 'INT4',
      VLLM_ROCM_USE_AITER: '1',
      VLLM_ROCM_USE_AITER_TRITON_ROPE: '1',
    },
    on: [
      { hardware: 'MI300X', type: 'optimized', counts: { 8: {} } },
      { hardware: 'MI325X', type: 'unoptimized', counts: { 8: {} } },
      { hardware: 'MI350X', type: 'optimized', counts: { 8: {} } },
      { hardware: 'MI355X', type: 'optimized', counts: { 8: {} } },
    ],
  },
  {
    model: 'deepseek-ai/DeepSeek-V3.1',
    precision: 'fp8',
    since: '0.11.0',
    source: source('deepseek-ai/DeepSeek-V3.1'),
    args: {
      'block-size': 1,
      'gpu-memory-utilization': 0.9,
      ...batches(8192, 1024),
      'async-scheduling': false,
      'enable-prefix-caching': false,
      'reasoning-parser': 'deepseek_v3',
      ...tools('deepseek_v31'),
    },
    env: {
      NCCL_MIN_NCHANNELS: '112',
      TORCH_BLAS_PREFER_HIPBLASLT: '1',
      VLLM_EXECUTE_MODEL_TIMEOUT_SECONDS: '900',
      VLLM_ROCM_QUICK_REDUCE_QUANTIZATION: 'INT4',
      VLLM_ROCM_USE_AITER: '1',
    },
    on: [{ hardware: 'MI300X', type: 'optimized', counts: { 8: {} } }],
  },
]
