/**
 * Profiles of Qwen models.
 * @module
 */
import type { RecipeRow } from '../row.ts'
import { aiter, aiterRope, batches, common, noAiter, source, tools } from './shared.ts'

const upstream = 'Yu-amd/aim-engine, recipe qwen3-32b-mi300x-bf16'

export const qwen: readonly RecipeRow[] = [
  {
    model: 'Qwen/Qwen3-32B',
    precision: 'bf16',
    since: '0.11.0',
    source: source('Qwen/Qwen3-32B'),
    args: {
      dtype: 'bfloat16',
      'gpu-memory-utilization': 0.9,
      ...batches(1024),
      'async-scheduling': true,
      'reasoning-parser': 'qwen3',
      ...tools('hermes'),
    },
    env: aiterRope,
    on: [
      {
        hardware: 'MI300X',
        type: 'optimized',
        counts: {
          1: {},
          2: {},
          4: { 'max-num-batched-tokens': 32_768 },
          8: { 'max-num-batched-tokens': 65_536 },
        },
        sources: { 4: upstream, 8: upstream },
      },
      { hardware: 'MI325X', type: 'unoptimized', counts: { 1: {} } },
      {
        hardware: 'MI355X',
        type: 'unoptimized',
        counts: { 1: {} },
        args: { 'async-scheduling': false },
        env: { ...noAiter, NCCL_MIN_NCHANNELS: '112', TORCH_BLAS_PREFER_HIPBLASLT: '1' },
      },
    ],
  },
  {
    model: 'Qwen/Qwen3-32B-FP8',
    precision: 'fp8',
    since: '0.11.0',
    source: source('Qwen/Qwen3-32B'),
    args: {
      'gpu-memory-utilization': 0.9,
      'kv-cache-dtype': 'fp8',
      ...batches(1024),
      'async-scheduling': true,
      'reasoning-parser': 'qwen3',
      ...tools('hermes'),
    },
    env: { ...common, VLLM_ROCM_USE_AITER_TRITON_ROPE: '1' },
    on: [{ hardware: 'MI300X', type: 'unoptimized', counts: { 1: {} } }],
  },
  {
    model: 'Qwen/Qwen3-235B-A22B',
    precision: 'fp16',
    since: '0.11.0',
    source: source('Qwen/Qwen3-235B-A22B'),
    args: {
      'enable-expert-parallel': true,
      'gpu-memory-utilization': 0.9,
      ...batches(2048),
      'async-scheduling': false,
      'enable-prefix-caching': false,
      'reasoning-parser': 'qwen3',
      ...tools('hermes'),
    },
    env: aiter,
    on: [{ hardware: 'MI300X', type: 'optimized', counts: { 8: {} } }],
  },
  {
    model: 'Qwen/Qwen3-235B-A22B-FP8',
    precision: 'fp8',
    since: '0.11.0',
    source: source('Qwen/Qwen3-235B-A22B'),
    args: {
      'gpu-memory-utilization': 0.9,
      ...batches(2048),
      'async-scheduling': false,
      'enable-prefix-caching': false,
      'reasoning-parser': 'qwen3',
      ...tools('hermes'),
    },
    env: aiter,
    on: [
      { hardware: 'MI300X', type: 'optimized', counts: { 2: {}, 4: {} } },
      { hardware: 'MI355X', type: 'unoptimized', counts: { 4: {} } },
    ],
  },
]
