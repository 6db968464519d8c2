/**
 * Mistral models with the Pixtral image encoder.
 * @module
 */
import { defineModel, hubConfig, kaitoSizes, transformersDefaults, ttConfigs } from './define-model.ts'

const text = {
  head_dim: 128,
  max_position_embeddings: 262_144,
  num_attention_heads: 32,
  num_key_value_heads: 8,
  sliding_window: null,
  tie_word_embeddings: false,
  vocab_size: 131_072,
}

const pixtral = {
  head_dim: 64,
  hidden_size: 1024,
  image_size: 1540,
  intermediate_size: 4096,
  model_type: 'pixtral',
  num_attention_heads: 16,
  num_channels: 3,
  num_hidden_layers: 24,
  patch_size: 14,
}

const whole = {
  architectures: ['Mistral3ForConditionalGeneration'],
  multimodal_projector_bias: false,
  spatial_merge_size: 2,
  tie_word_embeddings: false,
  vision_config: pixtral,
}

export const mistral3Models = [
  defineModel({
    id: 'mistralai/Mistral-Small-3.2-24B-Instruct-2506',
    family: 'mistral',
    config: {
      ...whole,
      text_config: {
        ...text,
        hidden_size: 5120,
        intermediate_size: 32_768,
        max_position_embeddings: 131_072,
        num_hidden_layers: 40,
      },
    },
    publishedParametersB: 24,
    quantizedBuilds: ['fp8', 'awq-int4', 'w4a16'],
    source: `${ttConfigs} (Devstral-Small-2, the same dimensions); 44.76 GiB loaded, measured by llm-d-planner`,
  }),
  defineModel({
    id: 'mistralai/Devstral-Small-2-24B-Instruct-2512',
    family: 'mistral',
    config: {
      ...whole,
      text_config: {
        ...text,
        hidden_size: 5120,
        intermediate_size: 32_768,
        max_position_embeddings: 393_216,
        num_hidden_layers: 40,
      },
    },
    publishedParametersB: 24,
    nativeFormat: 'fp8',
    quantizedBuilds: ['fp8 native'],
    source: ttConfigs,
  }),
  defineModel({
    id: 'mistralai/Ministral-3-3B-Instruct-2512',
    family: 'mistral',
    config: {
      ...whole,
      text_config: {
        ...text,
        hidden_size: 3072,
        intermediate_size: 9216,
        num_hidden_layers: 26,
        tie_word_embeddings: true,
      },
      tie_word_embeddings: true,
    },
    publishedParametersB: 3.8,
    nativeFormat: 'fp8',
    quantizedBuilds: ['fp8 native', 'bf16 base'],
    source: hubConfig,
  }),
  defineModel({
    id: 'mistralai/Ministral-3-8B-Instruct-2512',
    family: 'mistral',
    config: {
      ...whole,
      text_config: { ...text, hidden_size: 4096, intermediate_size: 14_336, num_hidden_layers: 34 },
    },
    publishedParametersB: 9,
    nativeFormat: 'fp8',
    quantizedBuilds: ['fp8 native', 'bf16 base'],
    source: transformersDefaults,
  }),
  defineModel({
    id: 'mistralai/Ministral-3-14B-Instruct-2512',
    family: 'mistral',
    config: {
      ...whole,
      text_config: { ...text, hidden_size: 5120, intermediate_size: 16_384, num_hidden_layers: 40 },
    },
    publishedParametersB: 14,
    nativeFormat: 'fp8',
    checkpointGiB: 14.65,
    quantizedBuilds: ['fp8 native', 'bf16 base'],
    source: `${kaitoSizes}; ${hubConfig}`,
  }),
  // text as Devstral 2 123B, encoder as Pixtral Large: 128B published, 124.43 GiB of files
  defineModel({
    id: 'mistralai/Mistral-Medium-3.5-128B',
    family: 'mistral',
    config: {
      ...whole,
      text_config: {
        ...text,
        hidden_size: 12_288,
        intermediate_size: 28_672,
        num_attention_heads: 96,
        num_hidden_layers: 88,
      },
      vision_config: {
        ...pixtral,
        head_dim: 104,
        hidden_size: 1664,
        intermediate_size: 8192,
        num_hidden_layers: 48,
      },
    },
    publishedParametersB: 128,
    nativeFormat: 'fp8',
    checkpointGiB: 124.43,
    quantizedBuilds: ['fp8 native'],
    source: `${kaitoSizes}; ${ttConfigs} (Devstral 2); encoder head width 104 from github.com/ai-dynamo/aisimulate pull 246`,
  }),
  defineModel({
    id: 'mistralai/Mistral-Small-4-119B-2603',
    family: 'mistral',
    config: {
      ...whole,
      text_config: {
        first_k_dense_replace: 0,
        hidden_size: 4096,
        intermediate_size: 12_288,
        kv_lora_rank: 256,
        max_position_embeddings: 1_048_576,
        model_type: 'mistral4',
        moe_intermediate_size: 2048,
        n_routed_experts: 128,
        n_shared_experts: 1,
        num_attention_heads: 32,
        num_experts_per_tok: 4,
        num_hidden_layers: 36,
        num_key_value_heads: 32,
        q_lora_rank: 1024,
        qk_nope_head_dim: 64,
        qk_rope_head_dim: 64,
        tie_word_embeddings: false,
        v_head_dim: 128,
        vocab_size: 131_072,
      },
    },
    publishedParametersB: 119,
    activeParametersB: 6.5,
    nativeFormat: 'fp8',
    checkpointGiB: 112.63,
    quantizedBuilds: ['fp8 native', 'nvfp4 (65.95 GiB)'],
    source: `${transformersDefaults}; ${kaitoSizes}`,
  }),
]
