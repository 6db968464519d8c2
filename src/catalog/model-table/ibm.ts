/**
 * Granite models.
 * @module
 */
import { defineModel, hubConfig, kaitoSizes } from './define-model.ts'

const granite = {
  architectures: ['GraniteForCausalLM'],
  attention_bias: false,
  max_position_embeddings: 131_072,
  mlp_bias: false,
  num_attention_heads: 32,
  num_hidden_layers: 40,
  num_key_value_heads: 8,
}

export const ibmModels = [
  defineModel({
    id: 'ibm-granite/granite-3.3-2b-instruct',
    family: 'granite',
    config: {
      ...granite,
      hidden_size: 2048,
      intermediate_size: 8192,
      tie_word_embeddings: true,
      vocab_size: 49_159,
    },
    publishedParametersB: 2.53,
    quantizedBuilds: ['fp8', 'w4a16', 'w8a8'],
    source: hubConfig,
  }),
  defineModel({
    id: 'ibm-granite/granite-3.3-8b-instruct',
    family: 'granite',
    config: {
      ...granite,
      hidden_size: 4096,
      intermediate_size: 12_800,
      tie_word_embeddings: true,
      vocab_size: 49_159,
    },
    publishedParametersB: 8.17,
    quantizedBuilds: ['fp8', 'w4a16', 'w8a8'],
    source: hubConfig,
  }),
  defineModel({
    id: 'ibm-granite/granite-4.1-8b',
    family: 'granite',
    config: {
      ...granite,
      hidden_size: 4096,
      intermediate_size: 12_800,
      tie_word_embeddings: false,
      vocab_size: 100_352,
    },
    publishedParametersB: 8.8,
    checkpointGiB: 16.38,
    quantizedBuilds: ['fp8'],
    source: `${kaitoSizes}; ${hubConfig}`,
  }),
]
