/**
 * MiniMax models.
 * @module
 */
import { configCopies, defineModel, hubConfig, kaitoSizes } from './define-model.ts'

/** 0 for the first layers, 1 for the others: which layers of M3 have experts and a sparse index. */
const fromLayer = (first: number, layers: number) =>
  Array.from({ length: layers }, (_, layer) => (layer < first ? 0 : 1))

export const minimaxModels = [
  defineModel({
    id: 'MiniMaxAI/MiniMax-M2',
    family: 'minimax',
    config: {
      architectures: ['MiniMaxM2ForCausalLM'],
      head_dim: 128,
      hidden_size: 3072,
      intermediate_size: 1536,
      max_position_embeddings: 196_608,
      num_attention_heads: 48,
      num_experts_per_tok: 8,
      num_hidden_layers: 62,
      num_key_value_heads: 8,
      num_local_experts: 256,
      qk_norm_type: 'per_layer',
      shared_intermediate_size: 0,
      tie_word_embeddings: false,
      use_qk_norm: true,
      vocab_size: 200_064,
    },
    publishedParametersB: 229,
    activeParametersB: 10,
    nativeFormat: 'fp8-block128',
    checkpointGiB: 214.34,
    quantizedBuilds: ['fp8 native', 'nvfp4', 'awq-int4'],
    source: `${configCopies}; ${kaitoSizes}`,
  }),
  defineModel({
    id: 'MiniMaxAI/MiniMax-M1-80k',
    family: 'minimax',
    config: {
      architectures: ['MiniMaxM1ForCausalLM'],
      // every eighth layer has attention, the others a lightning state
      attn_type_list: Array.from({ length: 80 }, (_, layer) => (layer % 8 === 7 ? 1 : 0)),
      head_dim: 128,
      hidden_size: 6144,
      intermediate_size: 9216,
      max_position_embeddings: 10_240_000,
      num_attention_heads: 64,
      num_experts_per_tok: 2,
      num_hidden_layers: 80,
      num_key_value_heads: 8,
      num_local_experts: 32,
      shared_intermediate_size: 0,
      tie_word_embeddings: false,
      vocab_size: 200_064,
    },
    publishedParametersB: 456,
    activeParametersB: 45.9,
    quantizedBuilds: ['int8 weight-only'],
    source: hubConfig,
  }),
  // with its image encoder; the makers publish no count
  defineModel({
    id: 'MiniMaxAI/MiniMax-M3',
    family: 'minimax',
    config: {
      architectures: ['MiniMaxM3SparseForConditionalGeneration'],
      projector_hidden_size: 6144,
      text_config: {
        architectures: ['MiniMaxM3SparseForCausalLM'],
        attention_output_gate: false,
        dense_intermediate_size: 12_288,
        head_dim: 128,
        hidden_size: 6144,
        intermediate_size: 3072,
        max_position_embeddings: 1_048_576,
        moe_layer_freq: fromLayer(3, 60),
        n_shared_experts: 1,
        num_attention_heads: 64,
        num_experts_per_tok: 4,
        num_hidden_layers: 60,
        num_key_value_heads: 4,
        num_local_experts: 128,
        qk_norm_type: 'per_head',
        shared_intermediate_size: 3072,
        sparse_attention_config: {
          sparse_attention_freq: fromLayer(3, 60),
          sparse_index_dim: 128,
          sparse_num_index_heads: 4,
          use_sparse_attention: true,
        },
        tie_word_embeddings: false,
        use_qk_norm: true,
        vocab_size: 200_064,
      },
      vision_config: {
        hidden_size: 1280,
        image_size: 2016,
        img_token_compression_config: { spatial_merge_size: 2, temporal_patch_size: 2 },
        intermediate_size: 5120,
        model_type: 'clip_vision_model',
        num_attention_heads: 16,
        num_channels: 3,
        num_hidden_layers: 32,
        patch_size: 14,
        projection_dim: 6144,
      },
    },
    quantizedBuilds: ['nvfp4', 'mxfp8'],
    source: configCopies,
  }),
]
