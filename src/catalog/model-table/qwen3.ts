/**
 * Qwen3, dense and with experts.
 * @module
 */
import { configCopies, defineModel, litgpt } from './define-model.ts'

const dense = {
  architectures: ['Qwen3ForCausalLM'],
  attention_bias: false,
  head_dim: 128,
  num_key_value_heads: 8,
  max_position_embeddings: 40_960,
  tie_word_embeddings: false,
  vocab_size: 151_936,
}

const denseBuilds = ['fp8', 'awq-int4', 'gptq-int4', 'gptq-int8']

const experts = {
  architectures: ['Qwen3MoeForCausalLM'],
  attention_bias: false,
  decoder_sparse_step: 1,
  head_dim: 128,
  max_position_embeddings: 40_960,
  mlp_only_layers: [],
  num_experts_per_tok: 8,
  tie_word_embeddings: false,
  vocab_size: 151_936,
}

export const qwen3Models = [
  defineModel({
    id: 'Qwen/Qwen3-0.6B',
    family: 'qwen3',
    config: {
      ...dense,
      hidden_size: 1024,
      intermediate_size: 3072,
      num_attention_heads: 16,
      num_hidden_layers: 28,
      tie_word_embeddings: true,
    },
    publishedParametersB: 0.596,
    quantizedBuilds: denseBuilds,
    source: configCopies,
  }),
  defineModel({
    id: 'Qwen/Qwen3-1.7B',
    family: 'qwen3',
    config: {
      ...dense,
      hidden_size: 2048,
      intermediate_size: 6144,
      num_attention_heads: 16,
      num_hidden_layers: 28,
      tie_word_embeddings: true,
    },
    publishedParametersB: 1.72,
    quantizedBuilds: denseBuilds,
    source: configCopies,
  }),
  defineModel({
    id: 'Qwen/Qwen3-4B',
    family: 'qwen3',
    config: {
      ...dense,
      hidden_size: 2560,
      intermediate_size: 9728,
      num_attention_heads: 32,
      num_hidden_layers: 36,
      tie_word_embeddings: true,
    },
    publishedParametersB: 4.02,
    quantizedBuilds: denseBuilds,
    source: litgpt,
  }),
  defineModel({
    id: 'Qwen/Qwen3-8B',
    family: 'qwen3',
    config: {
      ...dense,
      hidden_size: 4096,
      intermediate_size: 12_288,
      num_attention_heads: 32,
      num_hidden_layers: 36,
    },
    publishedParametersB: 8.19,
    quantizedBuilds: denseBuilds,
    source: configCopies,
  }),
  defineModel({
    id: 'Qwen/Qwen3-14B',
    family: 'qwen3',
    config: {
      ...dense,
      hidden_size: 5120,
      intermediate_size: 17_408,
      num_attention_heads: 40,
      num_hidden_layers: 40,
    },
    publishedParametersB: 14.77,
    quantizedBuilds: denseBuilds,
    source: litgpt,
  }),
  defineModel({
    id: 'Qwen/Qwen3-32B',
    family: 'qwen3',
    config: {
      ...dense,
      hidden_size: 5120,
      intermediate_size: 25_600,
      num_attention_heads: 64,
      num_hidden_layers: 64,
    },
    publishedParametersB: 32.76,
    quantizedBuilds: denseBuilds,
    source: configCopies,
  }),
  defineModel({
    id: 'Qwen/Qwen3-30B-A3B',
    family: 'qwen3',
    config: {
      ...experts,
      hidden_size: 2048,
      intermediate_size: 6144,
      moe_intermediate_size: 768,
      num_attention_heads: 32,
      num_experts: 128,
      num_hidden_layers: 48,
      num_key_value_heads: 4,
    },
    publishedParametersB: 30.53,
    activeParametersB: 3.3,
    quantizedBuilds: ['fp8-block128', 'awq-int4', 'gptq-int4', 'w8a8-int8'],
    source: configCopies,
  }),
  defineModel({
    id: 'Qwen/Qwen3-235B-A22B',
    family: 'qwen3',
    config: {
      ...experts,
      hidden_size: 4096,
      intermediate_size: 12_288,
      moe_intermediate_size: 1536,
      num_attention_heads: 64,
      num_experts: 128,
      num_hidden_layers: 94,
      num_key_value_heads: 4,
    },
    publishedParametersB: 235.09,
    activeParametersB: 22,
    quantizedBuilds: ['fp8-block128', 'awq-int4', 'gptq-int4', 'nvfp4'],
    source: configCopies,
  }),
  defineModel({
    id: 'Qwen/Qwen3-Coder-480B-A35B-Instruct',
    family: 'qwen3',
    config: {
      ...experts,
      hidden_size: 6144,
      intermediate_size: 8192,
      max_position_embeddings: 262_144,
      moe_intermediate_size: 2560,
      num_attention_heads: 96,
      num_experts: 160,
      num_hidden_layers: 62,
      num_key_value_heads: 8,
    },
    publishedParametersB: 480.15,
    activeParametersB: 35,
    quantizedBuilds: ['fp8-block128', 'mxfp4 (amd)'],
    source: configCopies,
  }),
]
