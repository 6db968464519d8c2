/**
 * Command models.
 * @module
 */
import { defineModel, hubConfig } from './define-model.ts'

const cohere = {
  architectures: ['CohereForCausalLM'],
  attention_bias: false,
  max_position_embeddings: 8192,
  vocab_size: 256_000,
}

const cohere2 = {
  architectures: ['Cohere2ForCausalLM'],
  attention_bias: false,
  num_key_value_heads: 8,
  sliding_window: 4096,
  sliding_window_pattern: 4,
  vocab_size: 256_000,
}

export const cohereModels = [
  // 64 key/value heads: its cache is eight times that of its peers
  defineModel({
    id: 'CohereForAI/c4ai-command-r-v01',
    family: 'cohere',
    config: {
      ...cohere,
      hidden_size: 8192,
      intermediate_size: 22_528,
      model_max_length: 131_072,
      num_attention_heads: 64,
      num_hidden_layers: 40,
      num_key_value_heads: 64,
      use_qk_norm: false,
    },
    publishedParametersB: 35,
    maxPositions: 131_072,
    quantizedBuilds: ['awq-int4'],
    source: hubConfig,
  }),
  defineModel({
    id: 'CohereLabs/c4ai-command-r-08-2024',
    family: 'cohere',
    config: {
      ...cohere,
      hidden_size: 8192,
      intermediate_size: 24_576,
      max_position_embeddings: 131_072,
      num_attention_heads: 64,
      num_hidden_layers: 40,
      num_key_value_heads: 8,
      use_qk_norm: false,
    },
    publishedParametersB: 32.3,
    quantizedBuilds: ['fp8', 'awq-int4'],
    source: hubConfig,
  }),
  defineModel({
    id: 'CohereForAI/c4ai-command-r-plus',
    family: 'cohere',
    config: {
      ...cohere,
      hidden_size: 12_288,
      intermediate_size: 33_792,
      model_max_length: 131_072,
      num_attention_heads: 96,
      num_hidden_layers: 64,
      num_key_value_heads: 8,
      use_qk_norm: true,
    },
    publishedParametersB: 104,
    maxPositions: 131_072,
    quantizedBuilds: ['gptq-int4', 'awq-int4'],
    source: hubConfig,
  }),
  defineModel({
    id: 'CohereLabs/c4ai-command-a-03-2025',
    family: 'cohere',
    config: {
      ...cohere2,
      head_dim: 128,
      hidden_size: 12_288,
      intermediate_size: 36_864,
      max_position_embeddings: 131_072,
      num_attention_heads: 96,
      num_hidden_layers: 64,
    },
    publishedParametersB: 111,
    // the model card's length, which the class takes from model_max_length
    maxPositions: 262_144,
    quantizedBuilds: ['fp8', 'w4a16'],
    source: hubConfig,
  }),
  defineModel({
    id: 'CohereLabs/c4ai-command-r7b-12-2024',
    family: 'cohere',
    config: {
      ...cohere2,
      head_dim: 128,
      hidden_size: 4096,
      intermediate_size: 14_336,
      max_position_embeddings: 132_096,
      num_attention_heads: 32,
      num_hidden_layers: 32,
    },
    publishedParametersB: 8.03,
    quantizedBuilds: ['fp8', 'awq-int4'],
    source: hubConfig,
  }),
  defineModel({
    id: 'CohereLabs/aya-expanse-8b',
    family: 'cohere',
    config: {
      ...cohere,
      hidden_size: 4096,
      intermediate_size: 14_336,
      num_attention_heads: 32,
      num_hidden_layers: 32,
      num_key_value_heads: 8,
      use_qk_norm: false,
    },
    publishedParametersB: 8.03,
    quantizedBuilds: ['fp8'],
    source: hubConfig,
  }),
]
