/**
 * Qwen3-VL: Qwen3 with an image encoder.
 * @module
 */
import { configCopies, defineModel } from './define-model.ts'

const text = {
  attention_bias: false,
  head_dim: 128,
  max_position_embeddings: 262_144,
  num_key_value_heads: 8,
  vocab_size: 151_936,
}

const experts = {
  ...text,
  decoder_sparse_step: 1,
  mlp_only_layers: [],
  num_experts: 128,
  num_experts_per_tok: 8,
  num_key_value_heads: 4,
}

const vision = {
  in_channels: 3,
  num_heads: 16,
  num_position_embeddings: 2304,
  patch_size: 16,
  spatial_merge_size: 2,
  temporal_patch_size: 2,
}
const smallVision = {
  ...vision,
  deepstack_visual_indexes: [5, 11, 17],
  depth: 24,
  hidden_size: 1024,
  intermediate_size: 4096,
}
const largeVision = {
  ...vision,
  deepstack_visual_indexes: [8, 16, 24],
  depth: 27,
  hidden_size: 1152,
  intermediate_size: 4304,
}

export const qwen3VLModels = [
  defineModel({
    id: 'Qwen/Qwen3-VL-2B-Instruct',
    family: 'qwen3-vl',
    config: {
      architectures: ['Qwen3VLForConditionalGeneration'],
      text_config: {
        ...text,
        hidden_size: 2048,
        intermediate_size: 6144,
        num_attention_heads: 16,
        num_hidden_layers: 28,
        tie_word_embeddings: true,
      },
      tie_word_embeddings: true,
      vision_config: { ...smallVision, out_hidden_size: 2048 },
    },
    publishedParametersB: 2.13,
    quantizedBuilds: ['fp8'],
    source: configCopies,
  }),
  defineModel({
    id: 'Qwen/Qwen3-VL-4B-Instruct',
    family: 'qwen3-vl',
    config: {
      architectures: ['Qwen3VLForConditionalGeneration'],
      text_config: {
        ...text,
        hidden_size: 2560,
        intermediate_size: 9728,
        num_attention_heads: 32,
        num_hidden_layers: 36,
        tie_word_embeddings: true,
      },
      tie_word_embeddings: true,
      vision_config: { ...smallVision, out_hidden_size: 2560 },
    },
    publishedParametersB: 4.44,
    quantizedBuilds: ['fp8'],
    source: configCopies,
  }),
  defineModel({
    id: 'Qwen/Qwen3-VL-8B-Instruct',
    family: 'qwen3-vl',
    config: {
      architectures: ['Qwen3VLForConditionalGeneration'],
      text_config: {
        ...text,
        hidden_size: 4096,
        intermediate_size: 12_288,
        num_attention_heads: 32,
        num_hidden_layers: 36,
      },
      tie_word_embeddings: false,
      vision_config: { ...largeVision, out_hidden_size: 4096 },
    },
    publishedParametersB: 8.77,
    quantizedBuilds: ['fp8'],
    source: configCopies,
  }),
  defineModel({
    id: 'Qwen/Qwen3-VL-32B-Instruct',
    family: 'qwen3-vl',
    config: {
      architectures: ['Qwen3VLForConditionalGeneration'],
      text_config: {
        ...text,
        hidden_size: 5120,
        intermediate_size: 25_600,
        num_attention_heads: 64,
        num_hidden_layers: 64,
      },
      tie_word_embeddings: false,
      vision_config: { ...largeVision, out_hidden_size: 5120 },
    },
    publishedParametersB: 33.4,
    quantizedBuilds: ['fp8'],
    source: configCopies,
  }),
  defineModel({
    id: 'Qwen/Qwen3-VL-30B-A3B-Instruct',
    family: 'qwen3-vl',
    config: {
      architectures: ['Qwen3VLMoeForConditionalGeneration'],
      text_config: {
        ...experts,
        hidden_size: 2048,
        intermediate_size: 6144,
        moe_intermediate_size: 768,
        num_attention_heads: 32,
        num_hidden_layers: 48,
      },
      tie_word_embeddings: false,
      vision_config: { ...largeVision, out_hidden_size: 2048 },
    },
    publishedParametersB: 31.1,
    activeParametersB: 3.3,
    quantizedBuilds: ['fp8-block128'],
    source: configCopies,
  }),
  defineModel({
    id: 'Qwen/Qwen3-VL-235B-A22B-Instruct',
    family: 'qwen3-vl',
    config: {
      architectures: ['Qwen3VLMoeForConditionalGeneration'],
      text_config: {
        ...experts,
        hidden_size: 4096,
        intermediate_size: 12_288,
        moe_intermediate_size: 1536,
        num_attention_heads: 64,
        num_hidden_layers: 94,
      },
      tie_word_embeddings: false,
      vision_config: { ...largeVision, out_hidden_size: 4096 },
    },
    publishedParametersB: 236,
    activeParametersB: 22,
    quantizedBuilds: ['fp8-block128'],
    source: configCopies,
  }),
]
