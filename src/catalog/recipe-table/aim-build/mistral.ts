/**
 * Profiles of Mistral models.
 * @module
 */
import type { RecipeRow } from '../row.ts'
import { aiter, aiterRope, batches, source, tools } from './shared.ts'

export const mistral: readonly RecipeRow[] = [
  {
    model: 'mistralai/Mixtral-8x7B-Instruct-v0.1',
    precision: 'fp16',
    since: '0.11.0',
    source: source('mistralai/Mixtral-8x7B-Instruct-v0.1'),
    args: {
      dtype: 'float16',
      'gpu-memory-utilization': 0.9,
      ...batches(1024),
      'async-scheduling': true,
      'enable-prefix-caching': false,
    },
    env: aiterRope,
    on: [
      { hardware: 'MI300X', type: 'optimized', counts: { 1: {} } },
      { hardware: 'MI350X', type: 'optimized', counts: { 1: {} } },
      { hardware: 'MI355X', type: 'optimized', counts: { 1: {} } },
    ],
  },
  {
    model: 'mistralai/Mixtral-8x22B-Instruct-v0.1',
    precision: 'fp16',
    since: '0.11.0',
    source: source('mistralai/Mixtral-8x22B-Instruct-v0.1'),
    args: {
      dtype: 'float16',
      'gpu-memory-utilization': 0.9,
      ...batches(2048),
      'async-scheduling': true,
      'enable-prefix-caching': false,
      ...tools('mistral'),
    },
    env: aiterRope,
    on: [
      { hardware: 'MI300X', type: 'optimized', counts: { 4: {} } },
      { hardware: 'MI355X', type: 'optimized', counts: { 4: {} } },
    ],
  },
  {
    model: 'mistralai/Mistral-Small-24B-Instruct-2501',
    precision: 'bf16',
    since: '0.11.0',
    source: source('mistralai/Mistral-Small-24B-Instruct-2501'),
    args: {
      dtype: 'bfloat16',
      'config-format': 'mistral',
      'load-format': 'mistral',
      'tokenizer-mode': 'mistral',
      'gpu-memory-utilization': 0.9,
      ...batches(1024),
      'async-scheduling': true,
      ...tools('mistral'),
    },
    env: aiterRope,
    on: [
      { hardware: 'MI300X', type: 'optimized', counts: { 1: {} } },
      { hardware: 'MI355X', type: 'optimized', counts: { 1: {} } },
    ],
  },
  {
    model: 'mistralai/Ministral-3-14B-Instruct-2512',
    precision: 'fp8',
    since: '0.11.0',
    source: source('mistralai/Ministral-3-14B-Instruct-2512'),
    args: {
      'config-format': 'mistral',
      'load-format': 'mistral',
      'tokenizer-mode': 'mistral',
      'gpu-memory-utilization': 0.92,
      'kv-cache-dtype': 'fp8',
      ...batches(2048),
      'async-scheduling': true,
      'enable-prefix-caching': false,
      ...tools('mistral'),
    },
    env: { ...aiter, VLLM_ROCM_USE_AITER_TRITON_ROPE: '1' },
    on: [{ hardware: 'MI300X', type: 'unoptimized', counts: { 1: {} } }],
  },
]
