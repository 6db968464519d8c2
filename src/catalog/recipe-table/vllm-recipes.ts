/**
 * Recipes of the vLLM project that are marked verified on an AMD part: `vllm-project/recipes`, folder `models`, read in 2026.
 * Verified says that it runs, not that it is tuned, so all of them are unoptimized.
 *
 * Left out: `HIP_VISIBLE_DEVICES` (the device plugin's), `--swap-space` (gone since 0.19.1), `--disable-log-requests`, the `mp`
 * executor (the default on one node).
 * @module
 */
import type { Placement, RecipeRow } from './row.ts'

const source = (model: string) => `github.com/vllm-project/recipes, models/${model}.yaml`
const on = (parts: readonly string[], count: number): Placement[] =>
  parts.map((hardware) => ({ hardware, type: 'unoptimized', counts: { [count]: {} } }))
const threeParts = ['MI300X', 'MI325X', 'MI355X']
const coder = { 'enable-auto-tool-choice': true, 'tool-call-parser': 'qwen3_coder' }

export const vllmRecipes: readonly RecipeRow[] = [
  {
    model: 'meta-llama/Llama-3.1-8B-Instruct',
    precision: 'bf16',
    since: '0.11.0',
    source: source('meta-llama/Llama-3.1-8B-Instruct'),
    args: {},
    env: { VLLM_ROCM_USE_AITER: '1' },
    on: on(['MI325X'], 1),
  },
  {
    model: 'Qwen/Qwen3-235B-A22B',
    precision: 'bf16',
    since: '0.11.0',
    source: source('Qwen/Qwen3-235B-A22B-Instruct-2507'),
    args: {
      'max-model-len': 32_768,
      'max-num-batched-tokens': 32_768,
      'gpu-memory-utilization': 0.8,
      'enable-prefix-caching': false,
    },
    env: { SAFETENSORS_FAST_GPU: '1', VLLM_ROCM_USE_AITER: '1', VLLM_ROCM_USE_AITER_MHA: '0' },
    on: on(threeParts, 4),
  },
  {
    model: 'Qwen/Qwen3-Coder-480B-A35B-Instruct',
    precision: 'bf16',
    since: '0.11.0',
    source: source('Qwen/Qwen3-Coder-480B-A35B-Instruct'),
    args: { 'max-model-len': 32_000, 'enable-expert-parallel': true, ...coder },
    env: { VLLM_ROCM_USE_AITER: '1' },
    on: on(threeParts, 8),
  },
  {
    model: 'Qwen/Qwen3-Coder-480B-A35B-Instruct-FP8',
    precision: 'fp8',
    since: '0.11.0',
    source: source('Qwen/Qwen3-Coder-480B-A35B-Instruct'),
    args: {
      'data-parallel-size': 8,
      'enable-expert-parallel': true,
      'max-model-len': 131_072,
      ...coder,
    },
    env: { VLLM_ROCM_USE_AITER: '1' },
    on: on(threeParts, 8),
  },
  {
    model: 'Qwen/Qwen3-Next-80B-A3B-Instruct',
    precision: 'bf16',
    since: '0.11.0',
    source: source('Qwen/Qwen3-Next-80B-A3B-Instruct'),
    args: { 'max-model-len': 32_768, 'enable-prefix-caching': false },
    env: { SAFETENSORS_FAST_GPU: '1', VLLM_ALLOW_LONG_MAX_MODEL_LEN: '1' },
    on: on(threeParts, 4),
  },
  {
    model: 'meta-llama/Llama-4-Scout-17B-16E-Instruct',
    precision: 'bf16',
    since: '0.12.0',
    source: `${source('meta-llama/Llama-4-Scout-17B-16E-Instruct')}, hardware_overrides.amd`,
    args: {
      'max-model-len': 32_000,
      'max-num-batched-tokens': 16_384,
      'max-num-seqs': 64,
      'enable-prefix-caching': false,
    },
    env: { VLLM_ROCM_USE_AITER: '1' },
    on: on(['MI300X'], 8),
  },
]
