/**
 * Words that arguments of SGLang take, by the versions they were read in. Only arguments whose list is closed are here;
 * `quantization` is what the engine accepts on ROCm.
 * Source: `sglang/srt/server_args.py`, `sglang/srt/arg_groups/choices.py` and `sglang/srt/configs/model_config.py` of the
 * published Python packages.
 * @module
 */
import type { ChoiceGroup } from './choices.ts'

export const sglangChoiceVersions = ['0.5.9', '0.5.16', '0.5.23'] as const

export const sglangChoices: readonly ChoiceGroup[] = [
  {
    argument: 'attention-backend',
    first: '0.5.9',
    last: '0.5.16',
    words: 'cutlass_mla dual_chunk_flash_attn',
  },
  {
    argument: 'attention-backend',
    first: '0.5.9',
    last: '0.5.23',
    words: `
      triton torch_native flex_attention nsa fa3 fa4 flashinfer flashmla trtllm_mla trtllm_mha aiter
      wave intel_amx ascend intel_xpu`,
  },
  {
    argument: 'attention-backend',
    first: '0.5.16',
    last: '0.5.23',
    words: 'dsa dsv4 compressed cutedsl_mla tokenspeed_mla',
  },
  {
    argument: 'attention-backend',
    first: '0.5.23',
    last: '0.5.23',
    words: 'qsa llada2_cfg_flashinfer hpc_ops minicpm_flashattn minicpm_flashinfer',
  },
  { argument: 'grammar-backend', first: '0.5.9', last: '0.5.23', words: 'xgrammar outlines llguidance none' },
  { argument: 'kv-cache-dtype', first: '0.5.9', last: '0.5.16', words: 'fp4_e2m1' },
  {
    argument: 'kv-cache-dtype',
    first: '0.5.9',
    last: '0.5.23',
    words: 'auto fp8_e5m2 fp8_e4m3 bf16 bfloat16',
  },
  { argument: 'kv-cache-dtype', first: '0.5.16', last: '0.5.23', words: 'mxfp8 nvfp4 fp4_mx_block16' },
  {
    argument: 'load-format',
    first: '0.5.9',
    last: '0.5.23',
    words: `
      auto pt safetensors npcache dummy sharded_state gguf bitsandbytes layered flash_rl remote
      remote_instance fastsafetensors private`,
  },
  { argument: 'load-format', first: '0.5.16', last: '0.5.23', words: 'mistral runai_streamer' },
  { argument: 'load-format', first: '0.5.23', last: '0.5.23', words: 'instanttensor presharded expert_pack' },
  {
    argument: 'moe-runner-backend',
    first: '0.5.9',
    last: '0.5.23',
    words: `
      auto deep_gemm triton triton_kernel flashinfer_trtllm flashinfer_cutlass flashinfer_mxfp4
      flashinfer_cutedsl cutlass`,
  },
  {
    argument: 'moe-runner-backend',
    first: '0.5.16',
    last: '0.5.23',
    words: `
      experimental_sgl_trtllm flashinfer_trtllm_routed aiter marlin humming experimental_sgl_marlin`,
  },
  {
    argument: 'moe-runner-backend',
    first: '0.5.23',
    last: '0.5.23',
    words: 'flashinfer_megamoe lora_cutedsl lora_triton lora_marlin hpc_ops megamoe intel_xpu',
  },
  { argument: 'quantization', first: '0.5.9', last: '0.5.9', words: 'fbgemm_fp8' },
  { argument: 'quantization', first: '0.5.9', last: '0.5.16', words: 'gptq' },
  {
    argument: 'quantization',
    first: '0.5.9',
    last: '0.5.23',
    words: `
      awq fp8 compressed_tensors compressed-tensors w8a8_fp8 petit_nvfp4 quark mxfp4 auto-round
      quark_int4fp8_moe`,
  },
  { argument: 'quantization', first: '0.5.16', last: '0.5.23', words: 'mxfp8 auto-round-int8 quark_mxfp4' },
]
