/**
 * Gemma models.
 * @module
 */
import { configCopies, defineModel, kaitoSizes, litgpt } from './define-model.ts'
import { everyNth } from './layer-types.ts'

const gemma2 = {
  architectures: ['Gemma2ForCausalLM'],
  max_position_embeddings: 8192,
  sliding_window: 4096,
  vocab_size: 256_000,
}

const gemma3Text = {
  max_position_embeddings: 131_072,
  sliding_window: 1024,
  vocab_size: 262_208,
  rope_scaling: { factor: 8, rope_type: 'linear' },
}

const siglip = {
  hidden_size: 1152,
  image_size: 896,
  intermediate_size: 4304,
  model_type: 'siglip_vision_model',
  num_attention_heads: 16,
  num_hidden_layers: 27,
  patch_size: 14,
}

const gemma3 = {
  model_type: 'gemma3',
  architectures: ['Gemma3ForConditionalGeneration'],
  mm_tokens_per_image: 256,
  vision_config: siglip,
}

const gemma4 = {
  architectures: ['Gemma4ForConditionalGeneration'],
  audio_config: null,
  tie_word_embeddings: true,
  vision_config: {
    global_head_dim: 72,
    head_dim: 72,
    hidden_size: 1152,
    intermediate_size: 4304,
    model_type: 'gemma4_vision',
    num_attention_heads: 16,
    num_hidden_layers: 27,
    num_key_value_heads: 16,
    patch_size: 16,
    pooling_kernel_size: 3,
    position_embedding_size: 10_240,
    standardize: true,
    use_clipped_linears: false,
  },
}

const gemma4Text = {
  attention_bias: false,
  attention_k_eq_v: true,
  global_head_dim: 512,
  head_dim: 256,
  hidden_size_per_layer_input: 0,
  max_position_embeddings: 262_144,
  num_kv_shared_layers: 0,
  sliding_window: 1024,
  tie_word_embeddings: true,
  use_double_wide_mlp: false,
  vocab_size: 262_144,
}

export const googleModels = [
  defineModel({
    id: 'google/gemma-2-2b-it',
    family: 'gemma',
    config: {
      ...gemma2,
      head_dim: 256,
      hidden_size: 2304,
      intermediate_size: 9216,
      num_attention_heads: 8,
      num_hidden_layers: 26,
      num_key_value_heads: 4,
    },
    publishedParametersB: 2.61,
    quantizedBuilds: ['fp8', 'awq-int4', 'w8a8'],
    source: litgpt,
  }),
  defineModel({
    id: 'google/gemma-2-9b-it',
    family: 'gemma',
    config: {
      ...gemma2,
      head_dim: 256,
      hidden_size: 3584,
      intermediate_size: 14_336,
      num_attention_heads: 16,
      num_hidden_layers: 42,
      num_key_value_heads: 8,
    },
    publishedParametersB: 9.24,
    quantizedBuilds: ['fp8', 'awq-int4', 'w8a8'],
    source: litgpt,
  }),
  defineModel({
    id: 'google/gemma-2-27b-it',
    family: 'gemma',
    config: {
      ...gemma2,
      head_dim: 128,
      hidden_size: 4608,
      intermediate_size: 36_864,
      num_attention_heads: 32,
      num_hidden_layers: 46,
      num_key_value_heads: 16,
    },
    publishedParametersB: 27.23,
    quantizedBuilds: ['fp8', 'awq-int4', 'w8a8'],
    source: litgpt,
  }),
  defineModel({
    id: 'google/gemma-3-1b-it',
    family: 'gemma',
    config: {
      architectures: ['Gemma3ForCausalLM'],
      head_dim: 256,
      hidden_size: 1152,
      intermediate_size: 6912,
      max_position_embeddings: 32_768,
      num_attention_heads: 4,
      num_hidden_layers: 26,
      num_key_value_heads: 1,
      sliding_window: 512,
      sliding_window_pattern: 6,
      vocab_size: 262_144,
    },
    publishedParametersB: 1.0,
    quantizedBuilds: ['qat-int4', 'fp8'],
    source: litgpt,
  }),
  defineModel({
    id: 'google/gemma-3-4b-it',
    family: 'gemma',
    config: {
      ...gemma3,
      text_config: {
        ...gemma3Text,
        head_dim: 256,
        hidden_size: 2560,
        intermediate_size: 10_240,
        num_attention_heads: 8,
        num_hidden_layers: 34,
        num_key_value_heads: 4,
      },
    },
    publishedParametersB: 4.3,
    checkpointGiB: 8.01,
    quantizedBuilds: ['qat-int4', 'w4a16', 'fp8'],
    source: `${litgpt}; ${kaitoSizes}`,
  }),
  defineModel({
    id: 'google/gemma-3-12b-it',
    family: 'gemma',
    config: {
      ...gemma3,
      text_config: {
        ...gemma3Text,
        head_dim: 256,
        hidden_size: 3840,
        intermediate_size: 15_360,
        num_attention_heads: 16,
        num_hidden_layers: 48,
        num_key_value_heads: 8,
      },
    },
    publishedParametersB: 12.19,
    quantizedBuilds: ['qat-int4', 'w4a16', 'fp8'],
    source: litgpt,
  }),
  defineModel({
    id: 'google/gemma-3-27b-it',
    family: 'gemma',
    config: {
      ...gemma3,
      text_config: {
        ...gemma3Text,
        head_dim: 128,
        hidden_size: 5376,
        intermediate_size: 21_504,
        num_attention_heads: 32,
        num_hidden_layers: 62,
        num_key_value_heads: 16,
      },
    },
    publishedParametersB: 27.43,
    checkpointGiB: 51.1,
    quantizedBuilds: ['qat-int4', 'w4a16', 'fp8'],
    source: `${litgpt}; ${kaitoSizes}`,
  }),
  defineModel({
    id: 'google/gemma-4-26B-A4B-it',
    family: 'gemma',
    config: {
      ...gemma4,
      text_config: {
        ...gemma4Text,
        enable_moe_block: true,
        hidden_size: 2816,
        intermediate_size: 2112,
        layer_types: everyNth(30, 6, 'sliding_attention', 'full_attention'),
        moe_intermediate_size: 704,
        num_attention_heads: 16,
        num_experts: 128,
        num_global_key_value_heads: 2,
        num_hidden_layers: 30,
        num_key_value_heads: 8,
        top_k_experts: 8,
      },
    },
    publishedParametersB: 26,
    activeParametersB: 4,
    checkpointGiB: 48.07,
    quantizedBuilds: ['nvfp4', 'fp8'],
    source: `${configCopies}; ${kaitoSizes}`,
  }),
  defineModel({
    id: 'google/gemma-4-31B-it',
    family: 'gemma',
    config: {
      ...gemma4,
      text_config: {
        ...gemma4Text,
        enable_moe_block: false,
        hidden_size: 5376,
        intermediate_size: 21_504,
        layer_types: everyNth(60, 6, 'sliding_attention', 'full_attention'),
        num_attention_heads: 32,
        num_global_key_value_heads: 4,
        num_hidden_layers: 60,
        num_key_value_heads: 16,
      },
    },
    publishedParametersB: 31,
    checkpointGiB: 58.25,
    quantizedBuilds: ['nvfp4', 'fp8'],
    source: `${configCopies}; ${kaitoSizes}`,
  }),
]
