/**
 * Phi models.
 * @module
 */
import { defineModel, hubConfig, kaitoSizes, litgpt, transformersDefaults } from './define-model.ts'

/** Beyond 4096 tokens these stretch their rotary embedding. */
const longrope = { original_max_position_embeddings: 4096, rope_scaling: { type: 'longrope' } }

const phi3 = {
  architectures: ['Phi3ForCausalLM'],
  attention_bias: false,
  tie_word_embeddings: false,
}

export const microsoftModels = [
  // 10 key/value heads: sizes 4 and 8 are not legal
  defineModel({
    id: 'microsoft/phi-4',
    family: 'phi',
    config: {
      ...phi3,
      hidden_size: 5120,
      intermediate_size: 17_920,
      max_position_embeddings: 16_384,
      num_attention_heads: 40,
      num_hidden_layers: 40,
      num_key_value_heads: 10,
      sliding_window: null,
      vocab_size: 100_352,
    },
    publishedParametersB: 14.66,
    checkpointGiB: 27.31,
    quantizedBuilds: ['fp8', 'awq-int4', 'gptq-int4'],
    source: `${litgpt}; ${kaitoSizes}`,
  }),
  defineModel({
    id: 'microsoft/Phi-4-mini-instruct',
    family: 'phi',
    config: {
      ...phi3,
      ...longrope,
      hidden_size: 3072,
      intermediate_size: 8192,
      max_position_embeddings: 131_072,
      num_attention_heads: 24,
      num_hidden_layers: 32,
      num_key_value_heads: 8,
      sliding_window: 262_144,
      tie_word_embeddings: true,
      vocab_size: 200_064,
    },
    publishedParametersB: 3.84,
    checkpointGiB: 7.15,
    quantizedBuilds: ['fp8', 'awq-int4'],
    source: `${litgpt}; ${kaitoSizes}`,
  }),
  defineModel({
    id: 'microsoft/Phi-3.5-mini-instruct',
    family: 'phi',
    config: {
      ...phi3,
      ...longrope,
      hidden_size: 3072,
      intermediate_size: 8192,
      max_position_embeddings: 131_072,
      num_attention_heads: 32,
      num_hidden_layers: 32,
      num_key_value_heads: 32,
      sliding_window: 262_144,
      vocab_size: 32_064,
    },
    publishedParametersB: 3.82,
    quantizedBuilds: ['awq-int4', 'gptq-int4'],
    source: litgpt,
  }),
  defineModel({
    id: 'microsoft/Phi-3-medium-128k-instruct',
    family: 'phi',
    config: {
      ...phi3,
      ...longrope,
      hidden_size: 5120,
      intermediate_size: 17_920,
      max_position_embeddings: 131_072,
      num_attention_heads: 40,
      num_hidden_layers: 40,
      num_key_value_heads: 10,
      sliding_window: 131_072,
      vocab_size: 32_064,
    },
    publishedParametersB: 13.96,
    quantizedBuilds: ['fp8', 'awq-int4'],
    source: hubConfig,
  }),
  defineModel({
    id: 'microsoft/Phi-3.5-MoE-instruct',
    family: 'phi',
    config: {
      architectures: ['PhiMoEForCausalLM'],
      ...longrope,
      attention_bias: true,
      hidden_size: 4096,
      intermediate_size: 6400,
      lm_head_bias: true,
      max_position_embeddings: 131_072,
      num_attention_heads: 32,
      num_experts_per_tok: 2,
      num_hidden_layers: 32,
      num_key_value_heads: 8,
      num_local_experts: 16,
      sliding_window: 131_072,
      tie_word_embeddings: false,
      vocab_size: 32_064,
    },
    publishedParametersB: 41.87,
    activeParametersB: 6.6,
    quantizedBuilds: ['fp8'],
    source: `${transformersDefaults}; ${hubConfig}`,
  }),
]
