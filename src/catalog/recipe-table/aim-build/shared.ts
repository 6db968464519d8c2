/**
 * What many of AMD's profiles share.
 * @module
 */

/** Where the profiles of a model are. */
export const source = (folder: string) =>
  `github.com/amd-enterprise-ai/aim-build, assets/instinct/${folder}/profiles`

/** Variables of nearly every profile. */
export const common = {
  HSA_NO_SCRATCH_RECLAIM: '1',
  NCCL_MIN_NCHANNELS: '112',
  TORCH_BLAS_PREFER_HIPBLASLT: '1',
  VLLM_EXECUTE_MODEL_TIMEOUT_SECONDS: '900',
}
export const aiter = { ...common, VLLM_ROCM_USE_AITER: '1' }
export const aiterRope = { ...aiter, VLLM_ROCM_USE_AITER_MHA: '1', VLLM_ROCM_USE_AITER_TRITON_ROPE: '1' }
export const aiterNorm = { ...aiterRope, VLLM_ROCM_USE_AITER_RMSNORM: '1' }
/** Of the profiles for MI350X and MI355X. */
export const aiter950 = {
  NCCL_MIN_NCHANNELS: '112',
  TORCH_BLAS_PREFER_HIPBLASLT: '1',
  VLLM_EXECUTE_MODEL_TIMEOUT_SECONDS: '900',
  VLLM_ROCM_QUICK_REDUCE_QUANTIZATION: 'INT4',
  VLLM_ROCM_USE_AITER: '1',
  VLLM_ROCM_USE_AITER_MHA: '1',
  VLLM_ROCM_USE_AITER_RMSNORM: '1',
}

/** Without AITER, as on MI250X and MI355X in places. */
export const noAiter = { VLLM_EXECUTE_MODEL_TIMEOUT_SECONDS: '900', VLLM_ROCM_USE_AITER: '0' }

/** Batching of nearly every profile. */
export const batches = (tokens: number, sequences = 512) => ({
  'max-model-len': 32_768,
  'max-num-batched-tokens': tokens,
  'max-num-seqs': sequences,
})

export const tools = (parser: string) => ({ 'enable-auto-tool-choice': true, 'tool-call-parser': parser })
