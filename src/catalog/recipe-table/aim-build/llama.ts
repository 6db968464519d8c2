/**
 * Profiles of Llama models.
 * @module
 */
import type { RecipeRow } from '../row.ts'
import { aiter950, aiterNorm, batches, source, tools } from './shared.ts'

export const llama: readonly RecipeRow[] = [
  ...[
    { model: 'meta-llama/Llama-3.1-8B-Instruct', type: 'preview' as const, parts: ['MI300X', 'MI355X'] },
    { model: 'meta-llama/Llama-3.2-1B-Instruct', type: 'preview' as const, parts: ['MI300X'] },
    { model: 'meta-llama/Llama-3.2-3B-Instruct', type: 'optimized' as const, parts: ['MI300X'] },
  ].map(
    ({ model, type, parts }): RecipeRow => ({
      model,
      precision: 'fp16',
      since: '0.11.0',
      source: source(model),
      args: {
        dtype: 'float16',
        'gpu-memory-utilization': 0.9,
        ...batches(1024),
        'async-scheduling': true,
        'enable-prefix-caching': false,
      },
      env: aiterNorm,
      on: parts.map((hardware) => ({
        hardware,
        type,
        counts: { 1: {} },
        ...(hardware === 'MI355X' ? { env: aiter950 } : {}),
      })),
    }),
  ),
  {
    model: 'meta-llama/Llama-3.3-70B-Instruct',
    precision: 'fp16',
    since: '0.11.0',
    source: source('meta-llama/Llama-3.3-70B-Instruct'),
    args: {
      dtype: 'float16',
      'gpu-memory-utilization': 0.9,
      ...batches(8192),
      'async-scheduling': false,
      'enable-prefix-caching': false,
      ...tools('llama3_json'),
    },
    env: aiterNorm,
    on: [{ hardware: 'MI300X', type: 'optimized', counts: { 1: {} } }],
  },
  {
    model: 'amd/Llama-3.3-70B-Instruct-FP8-KV',
    id: 'llama-3-3-70b-fp8-kv',
    precision: 'fp8',
    since: '0.11.0',
    source: source('meta-llama/Llama-3.3-70B-Instruct'),
    args: {
      'gpu-memory-utilization': 0.9,
      'kv-cache-dtype': 'fp8',
      ...batches(8192),
      'async-scheduling': false,
      'enable-prefix-caching': false,
      ...tools('llama3_json'),
    },
    env: aiterNorm,
    on: [
      { hardware: 'MI300X', type: 'optimized', counts: { 1: {} } },
      { hardware: 'MI325X', type: 'unoptimized', counts: { 1: {} } },
      {
        hardware: 'MI355X',
        type: 'preview',
        counts: { 1: {} },
        args: { 'async-scheduling': true },
        env: aiter950,
      },
    ],
  },
  {
    model: 'amd/Llama-3.1-405B-Instruct-FP8-KV',
    id: 'llama-3-1-405b-fp8-kv',
    precision: 'fp8',
    since: '0.11.0',
    source: source('meta-llama/Llama-3.1-405B-Instruct'),
    args: {
      dtype: 'float16',
      'gpu-memory-utilization': 0.9,
      'kv-cache-dtype': 'fp8',
      ...batches(1024),
      'async-scheduling': true,
      'enable-prefix-caching': false,
    },
    env: aiterNorm,
    on: [
      { hardware: 'MI300X', type: 'optimized', counts: { 4: {}, 8: { 'gpu-memory-utilization': 0.7 } } },
      { hardware: 'MI325X', type: 'unoptimized', counts: { 4: {} } },
      { hardware: 'MI355X', type: 'unoptimized', counts: { 4: {} }, args: { dtype: 'auto' }, env: aiter950 },
    ],
  },
  {
    model: 'amd/Llama-3.1-405B-Instruct-MXFP4-Preview',
    id: 'llama-3-1-405b-mxfp4',
    precision: 'fp4',
    since: '0.11.0',
    source: source('meta-llama/Llama-3.1-405B-Instruct'),
    args: {
      'gpu-memory-utilization': 0.9,
      ...batches(2048, 1024),
      'async-scheduling': true,
      'enable-prefix-caching': false,
    },
    env: {
      NCCL_MIN_NCHANNELS: '112',
      TORCH_BLAS_PREFER_HIPBLASLT: '1',
      VLLM_EXECUTE_MODEL_TIMEOUT_SECONDS: '900',
      VLLM_ROCM_QUICK_REDUCE_QUANTIZATION: 'INT4',
      VLLM_ROCM_USE_AITER_MHA: '1',
    },
    on: [{ hardware: 'MI355X', type: 'optimized', counts: { 1: {} } }],
  },
]
