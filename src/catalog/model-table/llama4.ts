/**
 * Llama 4: experts, an image encoder, and three of four layers that see their chunk of the context only.
 * @module
 */
import { configCopies, defineModel, hubConfig } from './define-model.ts'

const text = {
  attention_bias: false,
  attention_chunk_size: 8192,
  head_dim: 128,
  hidden_size: 5120,
  intermediate_size: 8192,
  intermediate_size_mlp: 16_384,
  num_attention_heads: 40,
  num_experts_per_tok: 1,
  num_hidden_layers: 48,
  num_key_value_heads: 8,
  vocab_size: 202_048,
}

const vision = {
  hidden_size: 1408,
  image_size: 336,
  intermediate_size: 5632,
  num_attention_heads: 16,
  num_channels: 3,
  num_hidden_layers: 34,
  patch_size: 14,
  pixel_shuffle_ratio: 0.5,
  projector_input_dim: 4096,
  projector_output_dim: 4096,
  vision_output_dim: 4096,
}

/** The copies leave out the encoder: its dimensions are those that make up the hub's count. */
const source = `${configCopies}; encoder: ${hubConfig}`

export const llama4Models = [
  defineModel({
    id: 'meta-llama/Llama-4-Scout-17B-16E-Instruct',
    family: 'llama4',
    config: {
      architectures: ['Llama4ForConditionalGeneration'],
      text_config: {
        ...text,
        interleave_moe_layer_step: 1,
        max_position_embeddings: 10_485_760,
        num_local_experts: 16,
        use_qk_norm: true,
      },
      vision_config: vision,
    },
    publishedParametersB: 109,
    activeParametersB: 17,
    quantizedBuilds: ['fp8', 'int4', 'w4a16'],
    source,
  }),
  // every other layer is dense, twice as wide as an expert
  defineModel({
    id: 'meta-llama/Llama-4-Maverick-17B-128E-Instruct',
    family: 'llama4',
    config: {
      architectures: ['Llama4ForConditionalGeneration'],
      text_config: {
        ...text,
        interleave_moe_layer_step: 2,
        max_position_embeddings: 1_048_576,
        num_local_experts: 128,
        use_qk_norm: false,
      },
      vision_config: vision,
    },
    publishedParametersB: 402,
    activeParametersB: 17,
    quantizedBuilds: ['fp8', 'w4a16', 'mxfp4'],
    source,
  }),
]
