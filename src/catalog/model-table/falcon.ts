/**
 * Falcon models.
 * @module
 */
import { defineModel, litgpt } from './define-model.ts'

const falcon = {
  architectures: ['FalconForCausalLM'],
  alibi: false,
  bias: false,
  max_position_embeddings: 2048,
  parallel_attn: true,
  vocab_size: 65_024,
}

const falcon3 = {
  architectures: ['LlamaForCausalLM'],
  attention_bias: false,
  head_dim: 256,
  hidden_size: 3072,
  intermediate_size: 23_040,
  max_position_embeddings: 32_768,
  num_attention_heads: 12,
  num_key_value_heads: 4,
  tie_word_embeddings: false,
  vocab_size: 131_072,
}

export const falconModels = [
  // 71 heads, a prime: size 1 only. The hub counts 7.2B, with a head that the class ties to the embedding
  defineModel({
    id: 'tiiuae/falcon-7b-instruct',
    family: 'falcon',
    config: {
      ...falcon,
      hidden_size: 4544,
      multi_query: true,
      new_decoder_architecture: false,
      num_attention_heads: 71,
      num_hidden_layers: 32,
    },
    publishedParametersB: 7,
    quantizedBuilds: ['gptq-int4'],
    source: litgpt,
  }),
  defineModel({
    id: 'tiiuae/falcon-40b-instruct',
    family: 'falcon',
    config: {
      ...falcon,
      hidden_size: 8192,
      new_decoder_architecture: true,
      num_attention_heads: 128,
      num_hidden_layers: 60,
      num_kv_heads: 8,
    },
    publishedParametersB: 40,
    quantizedBuilds: ['gptq-int4'],
    source: litgpt,
  }),
  defineModel({
    id: 'tiiuae/falcon-180B-chat',
    family: 'falcon',
    config: {
      ...falcon,
      hidden_size: 14_848,
      new_decoder_architecture: true,
      num_attention_heads: 232,
      num_hidden_layers: 80,
      num_kv_heads: 8,
    },
    publishedParametersB: 180,
    quantizedBuilds: ['gptq-int4'],
    source: litgpt,
  }),
  defineModel({
    id: 'tiiuae/Falcon3-7B-Instruct',
    family: 'falcon',
    config: { ...falcon3, num_hidden_layers: 28 },
    publishedParametersB: 7.46,
    quantizedBuilds: ['gptq-int4', 'awq-int4'],
    source: litgpt,
  }),
  defineModel({
    id: 'tiiuae/Falcon3-10B-Instruct',
    family: 'falcon',
    config: { ...falcon3, num_hidden_layers: 40 },
    publishedParametersB: 10.3,
    quantizedBuilds: ['gptq-int4', 'awq-int4'],
    source: litgpt,
  }),
]
