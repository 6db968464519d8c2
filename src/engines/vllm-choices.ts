/**
 * Words that arguments of vLLM take, by the versions they were read in. Only arguments whose list is closed are here;
 * `quantization` is what the ROCm platform accepts.
 * Source: `vllm/config/*.py` and `vllm/platforms/rocm.py` of the published Python packages named here.
 * @module
 */
import type { ChoiceGroup } from './choices.ts'

export const vllmChoiceVersions = [
  '0.11.0',
  '0.17.1',
  '0.20.2',
  '0.23.0',
  '0.26.0',
  '0.28.0',
  '0.30.0',
  '0.33.0',
] as const

export const vllmChoices: readonly ChoiceGroup[] = [
  { argument: 'all2all-backend', first: '0.17.1', last: '0.20.2', words: 'mori' },
  {
    argument: 'all2all-backend',
    first: '0.17.1',
    last: '0.33.0',
    words: `
      naive pplx deepep_high_throughput deepep_low_latency allgather_reducescatter flashinfer_all2allv`,
  },
  {
    argument: 'all2all-backend',
    first: '0.20.2',
    last: '0.33.0',
    words: 'nixl_ep flashinfer_nvlink_two_sided flashinfer_nvlink_one_sided',
  },
  {
    argument: 'all2all-backend',
    first: '0.23.0',
    last: '0.33.0',
    words: 'mori_high_throughput mori_low_latency',
  },
  { argument: 'all2all-backend', first: '0.26.0', last: '0.33.0', words: 'deepep_v2' },
  { argument: 'all2all-backend', first: '0.33.0', last: '0.33.0', words: 'moonep passthrough' },
  { argument: 'convert', first: '0.11.0', last: '0.11.0', words: 'reward' },
  { argument: 'convert', first: '0.11.0', last: '0.33.0', words: 'auto none embed classify' },
  { argument: 'dcp-comm-backend', first: '0.20.2', last: '0.33.0', words: 'ag_rs a2a' },
  {
    argument: 'distributed-executor-backend',
    first: '0.11.0',
    last: '0.33.0',
    words: 'ray mp uni external_launcher',
  },
  { argument: 'expert-placement-strategy', first: '0.11.0', last: '0.33.0', words: 'linear round_robin' },
  {
    argument: 'kv-cache-dtype',
    first: '0.11.0',
    last: '0.33.0',
    words: 'auto bfloat16 fp8 fp8_e4m3 fp8_e5m2 fp8_inc',
  },
  { argument: 'kv-cache-dtype', first: '0.17.1', last: '0.33.0', words: 'fp8_ds_mla' },
  {
    argument: 'kv-cache-dtype',
    first: '0.20.2',
    last: '0.33.0',
    words: `
      float16 turboquant_k8v4 turboquant_4bit_nc turboquant_k3v4_nc turboquant_3bit_nc
      int8_per_token_head fp8_per_token_head nvfp4`,
  },
  { argument: 'kv-cache-dtype', first: '0.26.0', last: '0.33.0', words: 'int4_per_token_head' },
  { argument: 'kv-cache-dtype', first: '0.28.0', last: '0.33.0', words: 'nvfp4_4over6' },
  { argument: 'kv-cache-dtype', first: '0.30.0', last: '0.33.0', words: 'nvfp4_ds_mla' },
  {
    argument: 'kv-cache-dtype',
    first: '0.33.0',
    last: '0.33.0',
    words: 'octave_k3v4 octave_k3v3 octave_k3v3_compact ultraquant_4bit',
  },
  { argument: 'kv-offloading-backend', first: '0.17.1', last: '0.33.0', words: 'native lmcache' },
  {
    argument: 'logprobs-mode',
    first: '0.11.0',
    last: '0.33.0',
    words: 'raw_logits raw_logprobs processed_logits processed_logprobs',
  },
  { argument: 'mamba-cache-dtype', first: '0.11.0', last: '0.33.0', words: 'auto float32' },
  { argument: 'mamba-cache-dtype', first: '0.17.1', last: '0.33.0', words: 'float16' },
  { argument: 'mamba-cache-dtype', first: '0.23.0', last: '0.33.0', words: 'bfloat16' },
  { argument: 'mamba-cache-mode', first: '0.17.1', last: '0.30.0', words: 'all' },
  { argument: 'mamba-cache-mode', first: '0.17.1', last: '0.33.0', words: 'align none' },
  { argument: 'mamba-ssm-cache-dtype', first: '0.11.0', last: '0.33.0', words: 'auto float32' },
  { argument: 'mamba-ssm-cache-dtype', first: '0.17.1', last: '0.33.0', words: 'float16' },
  { argument: 'mamba-ssm-cache-dtype', first: '0.23.0', last: '0.33.0', words: 'bfloat16' },
  { argument: 'max-lora-rank', first: '0.17.1', last: '0.33.0', words: '1 8 16 32 64 128 256 320 512' },
  { argument: 'mm-encoder-tp-mode', first: '0.11.0', last: '0.33.0', words: 'weights data' },
  { argument: 'mm-processor-cache-type', first: '0.11.0', last: '0.33.0', words: 'shm lru' },
  { argument: 'offload-backend', first: '0.17.1', last: '0.33.0', words: 'auto uva prefetch' },
  {
    argument: 'performance-mode',
    first: '0.17.1',
    last: '0.33.0',
    words: 'balanced interactivity throughput',
  },
  { argument: 'prefix-caching-hash-algo', first: '0.11.0', last: '0.33.0', words: 'sha256 sha256_cbor' },
  { argument: 'prefix-caching-hash-algo', first: '0.17.1', last: '0.33.0', words: 'xxhash xxhash_cbor' },
  { argument: 'quantization', first: '0.11.0', last: '0.17.1', words: 'ptpc_fp8 petit_nvfp4' },
  { argument: 'quantization', first: '0.11.0', last: '0.23.0', words: 'gguf' },
  {
    argument: 'quantization',
    first: '0.11.0',
    last: '0.33.0',
    words: 'awq gptq fp8 compressed-tensors fbgemm_fp8 quark mxfp4 torchao',
  },
  { argument: 'quantization', first: '0.17.1', last: '0.23.0', words: 'gptq_marlin' },
  { argument: 'quantization', first: '0.17.1', last: '0.26.0', words: 'bitsandbytes' },
  { argument: 'quantization', first: '0.17.1', last: '0.33.0', words: 'awq_marlin' },
  { argument: 'quantization', first: '0.20.2', last: '0.33.0', words: 'gpt_oss_mxfp4 modelopt_fp4' },
  {
    argument: 'quantization',
    first: '0.23.0',
    last: '0.33.0',
    words: `
      auto_gptq deepseek_v4_fp8 mxfp8 modelopt modelopt_mxfp8 modelopt_mixed fp8_per_tensor
      fp8_per_block online`,
  },
  { argument: 'quantization', first: '0.26.0', last: '0.33.0', words: 'auto_awq fp8_per_channel' },
  { argument: 'quantization', first: '0.28.0', last: '0.33.0', words: 'inc' },
  { argument: 'runner', first: '0.11.0', last: '0.33.0', words: 'auto generate pooling draft' },
  {
    argument: 'safetensors-load-strategy',
    first: '0.26.0',
    last: '0.33.0',
    words: 'lazy eager prefetch torchao',
  },
  { argument: 'scheduling-policy', first: '0.11.0', last: '0.33.0', words: 'fcfs priority' },
]
