/**
 * Qwen2.5 and Qwen2.5-VL. Qwen2 and the R1 distillations on them share these rows.
 * @module
 */
import { defineModel, hubConfig, kaitoSizes, litgpt } from './define-model.ts'

const text = {
  architectures: ['Qwen2ForCausalLM'],
  max_position_embeddings: 32_768,
  tie_word_embeddings: false,
  use_sliding_window: false,
  vocab_size: 152_064,
}

const small = { ...text, tie_word_embeddings: true, vocab_size: 151_936 }

const builds = ['awq-int4', 'gptq-int4', 'gptq-int8']

const vision = {
  depth: 32,
  hidden_size: 1280,
  in_chans: 3,
  num_heads: 16,
  patch_size: 14,
  spatial_merge_size: 2,
  temporal_patch_size: 2,
}

const visionText = {
  ...text,
  architectures: ['Qwen2_5_VLForConditionalGeneration'],
  max_position_embeddings: 128_000,
}

export const qwen2Models = [
  defineModel({
    id: 'Qwen/Qwen2.5-0.5B-Instruct',
    family: 'qwen2.5',
    config: {
      ...small,
      hidden_size: 896,
      intermediate_size: 4864,
      num_attention_heads: 14,
      num_hidden_layers: 24,
      num_key_value_heads: 2,
    },
    publishedParametersB: 0.494,
    quantizedBuilds: builds,
    source: litgpt,
  }),
  defineModel({
    id: 'Qwen/Qwen2.5-1.5B-Instruct',
    family: 'qwen2.5',
    config: {
      ...small,
      hidden_size: 1536,
      intermediate_size: 8960,
      num_attention_heads: 12,
      num_hidden_layers: 28,
      num_key_value_heads: 2,
    },
    publishedParametersB: 1.54,
    quantizedBuilds: builds,
    source: litgpt,
  }),
  defineModel({
    id: 'Qwen/Qwen2.5-3B-Instruct',
    family: 'qwen2.5',
    config: {
      ...small,
      hidden_size: 2048,
      intermediate_size: 11_008,
      num_attention_heads: 16,
      num_hidden_layers: 36,
      num_key_value_heads: 2,
    },
    publishedParametersB: 3.09,
    quantizedBuilds: builds,
    source: litgpt,
  }),
  defineModel({
    id: 'Qwen/Qwen2.5-7B-Instruct',
    family: 'qwen2.5',
    config: {
      ...text,
      hidden_size: 3584,
      intermediate_size: 18_944,
      num_attention_heads: 28,
      num_hidden_layers: 28,
      num_key_value_heads: 4,
    },
    publishedParametersB: 7.62,
    checkpointGiB: 14.19,
    quantizedBuilds: builds,
    source: `${litgpt}; ${kaitoSizes} (Coder-7B)`,
  }),
  defineModel({
    id: 'Qwen/Qwen2.5-14B-Instruct',
    family: 'qwen2.5',
    config: {
      ...text,
      hidden_size: 5120,
      intermediate_size: 13_824,
      num_attention_heads: 40,
      num_hidden_layers: 48,
      num_key_value_heads: 8,
    },
    publishedParametersB: 14.77,
    checkpointGiB: 27.51,
    quantizedBuilds: builds,
    source: `${litgpt}; ${kaitoSizes} (R1-Distill-Qwen-14B)`,
  }),
  defineModel({
    id: 'Qwen/Qwen2.5-32B-Instruct',
    family: 'qwen2.5',
    config: {
      ...text,
      hidden_size: 5120,
      intermediate_size: 27_648,
      num_attention_heads: 40,
      num_hidden_layers: 64,
      num_key_value_heads: 8,
    },
    publishedParametersB: 32.76,
    checkpointGiB: 61.03,
    quantizedBuilds: builds,
    source: `${litgpt}; ${kaitoSizes} (Coder-32B)`,
  }),
  defineModel({
    id: 'Qwen/Qwen2.5-72B-Instruct',
    family: 'qwen2.5',
    config: {
      ...text,
      hidden_size: 8192,
      intermediate_size: 29_568,
      num_attention_heads: 64,
      num_hidden_layers: 80,
      num_key_value_heads: 8,
    },
    publishedParametersB: 72.71,
    quantizedBuilds: builds,
    source: litgpt,
  }),
  // the publisher's quantised builds pad the width to whole groups of 128 on eight ranks
  defineModel({
    id: 'Qwen/Qwen2.5-72B-Instruct-AWQ',
    family: 'qwen2.5',
    config: {
      ...text,
      hidden_size: 8192,
      intermediate_size: 29_696,
      num_attention_heads: 64,
      num_hidden_layers: 80,
      num_key_value_heads: 8,
    },
    nativeFormat: 'int4-g128',
    source:
      'config.json of the repository as remembered; the padding is described in the model card of Qwen2.5-72B-Instruct-GPTQ-Int4',
  }),
  defineModel({
    id: 'Qwen/Qwen2.5-VL-7B-Instruct',
    family: 'qwen2.5-vl',
    config: {
      ...visionText,
      hidden_size: 3584,
      intermediate_size: 18_944,
      num_attention_heads: 28,
      num_hidden_layers: 28,
      num_key_value_heads: 4,
      vision_config: { ...vision, intermediate_size: 3420, out_hidden_size: 3584 },
    },
    publishedParametersB: 8.29,
    quantizedBuilds: ['awq-int4', 'fp8'],
    source: hubConfig,
  }),
  defineModel({
    id: 'Qwen/Qwen2.5-VL-32B-Instruct',
    family: 'qwen2.5-vl',
    config: {
      ...visionText,
      hidden_size: 5120,
      intermediate_size: 27_648,
      num_attention_heads: 40,
      num_hidden_layers: 64,
      num_key_value_heads: 8,
      vision_config: { ...vision, intermediate_size: 3456, out_hidden_size: 5120 },
    },
    publishedParametersB: 33.5,
    quantizedBuilds: ['awq-int4', 'fp8'],
    source: hubConfig,
  }),
  defineModel({
    id: 'Qwen/Qwen2.5-VL-72B-Instruct',
    family: 'qwen2.5-vl',
    config: {
      ...visionText,
      hidden_size: 8192,
      intermediate_size: 29_568,
      num_attention_heads: 64,
      num_hidden_layers: 80,
      num_key_value_heads: 8,
      vision_config: { ...vision, intermediate_size: 3456, out_hidden_size: 8192 },
    },
    publishedParametersB: 73.4,
    quantizedBuilds: ['awq-int4', 'fp8'],
    source: hubConfig,
  }),
]
