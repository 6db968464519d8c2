/**
 * Models of makers with one or two: OLMo, Seed-OSS, MiMo.
 * @module
 */
import { configCopies, defineModel, hubConfig, transformersDefaults, ttConfigs } from './define-model.ts'
import { everyNth } from './layer-types.ts'

const olmo2 = {
  architectures: ['Olmo2ForCausalLM'],
  attention_bias: false,
  max_position_embeddings: 4096,
  tie_word_embeddings: false,
  vocab_size: 100_352,
}

export const otherModels = [
  defineModel({
    id: 'allenai/OLMo-2-1124-7B-Instruct',
    family: 'olmo',
    config: {
      ...olmo2,
      hidden_size: 4096,
      intermediate_size: 11_008,
      num_attention_heads: 32,
      num_hidden_layers: 32,
      num_key_value_heads: 32,
    },
    publishedParametersB: 7.3,
    source: hubConfig,
  }),
  defineModel({
    id: 'allenai/OLMo-2-1124-13B-Instruct',
    family: 'olmo',
    config: {
      ...olmo2,
      hidden_size: 5120,
      intermediate_size: 13_824,
      num_attention_heads: 40,
      num_hidden_layers: 40,
      num_key_value_heads: 40,
    },
    publishedParametersB: 13.7,
    source: hubConfig,
  }),
  defineModel({
    id: 'allenai/OLMo-2-0325-32B-Instruct',
    family: 'olmo',
    config: {
      ...olmo2,
      hidden_size: 5120,
      intermediate_size: 27_648,
      num_attention_heads: 40,
      num_hidden_layers: 64,
      num_key_value_heads: 8,
    },
    publishedParametersB: 32.2,
    source: hubConfig,
  }),
  defineModel({
    id: 'allenai/Olmo-3.1-32B-Instruct',
    family: 'olmo',
    config: {
      ...olmo2,
      architectures: ['Olmo3ForCausalLM'],
      hidden_size: 5120,
      intermediate_size: 27_648,
      layer_types: everyNth(64, 4, 'sliding_attention', 'full_attention'),
      max_position_embeddings: 65_536,
      num_attention_heads: 40,
      num_hidden_layers: 64,
      num_key_value_heads: 8,
      rope_scaling: { factor: 8, original_max_position_embeddings: 8192, rope_type: 'yarn' },
      sliding_window: 4096,
      vocab_size: 100_278,
    },
    publishedParametersB: 32.2,
    source: ttConfigs,
  }),
  defineModel({
    id: 'ByteDance-Seed/Seed-OSS-36B-Instruct',
    family: 'seed-oss',
    config: {
      architectures: ['SeedOssForCausalLM'],
      attention_bias: true,
      attention_out_bias: false,
      head_dim: 128,
      hidden_size: 5120,
      intermediate_size: 27_648,
      max_position_embeddings: 524_288,
      mlp_bias: false,
      num_attention_heads: 80,
      num_hidden_layers: 64,
      num_key_value_heads: 8,
      tie_word_embeddings: false,
      vocab_size: 155_136,
    },
    publishedParametersB: 36.2,
    quantizedBuilds: ['awq-int4', 'fp8'],
    source: `${transformersDefaults}; ${hubConfig}`,
  }),
  defineModel({
    id: 'XiaomiMiMo/MiMo-7B-Base',
    family: 'mimo',
    config: {
      architectures: ['MiMoForCausalLM'],
      attention_bias: true,
      head_dim: 128,
      hidden_size: 4096,
      intermediate_size: 11_008,
      max_position_embeddings: 32_768,
      num_attention_heads: 32,
      num_hidden_layers: 36,
      num_key_value_heads: 8,
      num_nextn_predict_layers: 1,
      tie_word_embeddings: false,
      use_sliding_window: false,
      vocab_size: 151_680,
    },
    source: configCopies,
  }),
]
