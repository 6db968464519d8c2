/**
 * Benchmark configurations of SemiAnalysis InferenceX: `SemiAnalysisAI/InferenceX`, `benchmarks/single_node`, with the GPU counts of
 * `.github/configs/amd-master.yaml`, read in 2026 (commits 285b662, 38d881d, 29d69fa, 10f16e6, 008b53a).
 *
 * Left out: lengths and graph sizes that follow the benchmark's own load, and arguments that not every version has
 * (`--cuda-graph-max-bs`, renamed in SGLang 0.5.16).
 * @module
 */
import type { RecipeRow } from './row.ts'

const source = (script: string) => `github.com/SemiAnalysisAI/InferenceX, benchmarks/single_node/${script}.sh`

const deepseekSglang = {
  'mem-fraction-static': 0.8,
  'chunked-prefill-size': 131_072,
  'max-prefill-tokens': 131_072,
  'num-continuous-decode-steps': 4,
  'kv-cache-dtype': 'fp8_e4m3',
  'attention-backend': 'aiter',
  'disable-radix-cache': true,
}
const deepseekEnv = { SGLANG_AITER_MLA_PERSIST: '1', SGLANG_USE_AITER: '1' }
const kimi = {
  'gpu-memory-utilization': 0.95,
  'mm-encoder-tp-mode': 'data',
  'trust-remote-code': true,
}

export const inferenceX: readonly RecipeRow[] = [
  {
    model: 'deepseek-ai/DeepSeek-R1-0528',
    precision: 'fp8',
    backend: 'sglang',
    since: '0.5.9',
    source: source('dsr1_fp8_mi300x'),
    args: deepseekSglang,
    env: deepseekEnv,
    on: [
      { hardware: 'MI300X', type: 'optimized', counts: { 8: {} } },
      { hardware: 'MI325X', type: 'optimized', counts: { 8: {} }, source: source('dsr1_fp8_mi325x') },
      {
        hardware: 'MI355X',
        type: 'optimized',
        counts: { 8: {} },
        args: { 'chunked-prefill-size': 196_608, 'max-prefill-tokens': 196_608 },
        env: { RCCL_MSCCL_ENABLE: '0', ROCM_QUICK_REDUCE_QUANTIZATION: 'INT4', SGLANG_USE_AITER: '1' },
        source: source('dsr1_fp8_mi355x'),
      },
    ],
  },
  {
    model: 'Qwen/Qwen3.5-397B-A17B-FP8',
    precision: 'fp8',
    backend: 'sglang',
    since: '0.5.9',
    source: source('qwen3.5_fp8_mi300x'),
    args: { 'attention-backend': 'triton', 'mem-fraction-static': 0.8 },
    on: [
      { hardware: 'MI300X', type: 'optimized', counts: { 8: {} } },
      { hardware: 'MI325X', type: 'optimized', counts: { 8: {} }, source: source('qwen3.5_fp8_mi325x') },
    ],
  },
  {
    model: 'Qwen/Qwen3.5-397B-A17B',
    precision: 'bf16',
    backend: 'sglang',
    since: '0.5.9',
    source: source('qwen3.5_bf16_mi355x'),
    args: {
      'attention-backend': 'triton',
      'disable-radix-cache': true,
      'max-prefill-tokens': 32_768,
      'mem-fraction-static': 0.8,
      'tokenizer-worker-num': 6,
    },
    on: [{ hardware: 'MI355X', type: 'optimized', counts: { 8: {} } }],
  },
  {
    model: 'zai-org/GLM-5-FP8',
    precision: 'fp8',
    backend: 'sglang',
    since: '0.5.16',
    source: `${source('glm5_fp8_mi355x')}, whose --nsa-… arguments are --dsa-… since SGLang 0.5.16`,
    args: {
      'dsa-decode-backend': 'tilelang',
      'dsa-prefill-backend': 'tilelang',
      'mem-fraction-static': 0.85,
      'model-loader-extra-config': '{"enable_multithread_load":true,"num_threads":8}',
      'reasoning-parser': 'glm45',
      'tool-call-parser': 'glm47',
    },
    env: {
      ROCM_QUICK_REDUCE_QUANTIZATION: 'INT4',
      SAFETENSORS_FAST_GPU: '1',
      SGLANG_ROCM_FUSED_DECODE_MLA: '0',
    },
    on: [{ hardware: 'MI355X', type: 'optimized', counts: { 4: {} } }],
  },
  {
    model: 'moonshotai/Kimi-K2.5',
    precision: 'int4',
    since: '0.11.0',
    source: source('kimik2.5_int4_mi300x'),
    args: kimi,
    on: [
      {
        hardware: 'MI300X',
        type: 'optimized',
        counts: { 8: {} },
        args: { 'block-size': 1, 'enable-prefix-caching': false, 'max-num-seqs': 256 },
        env: {
          VLLM_ROCM_QUICK_REDUCE_QUANTIZATION: 'INT4',
          VLLM_ROCM_USE_AITER: '1',
          VLLM_ROCM_USE_AITER_MLA: '1',
        },
      },
      {
        hardware: 'MI325X',
        type: 'optimized',
        counts: { 8: {} },
        args: { 'block-size': 64 },
        source: source('kimik2.5_int4_mi325x'),
      },
    ],
  },
]
