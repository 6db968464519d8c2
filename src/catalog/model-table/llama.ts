/**
 * Llama 2 and 3. Most models that others trained from Llama have these shapes.
 * @module
 */
import { configCopies, defineModel, hubConfig, kaitoSizes, litgpt } from './define-model.ts'

const llama3 = {
  architectures: ['LlamaForCausalLM'],
  attention_bias: false,
  max_position_embeddings: 131_072,
  mlp_bias: false,
  num_key_value_heads: 8,
  tie_word_embeddings: false,
  vocab_size: 128_256,
}

const llama2 = { ...llama3, max_position_embeddings: 4096, vocab_size: 32_000 }

const builds = ['fp8 (amd/*-FP8-KV)', 'w8a8', 'awq-int4', 'gptq-int4']

export const llamaModels = [
  defineModel({
    id: 'meta-llama/Llama-3.2-1B-Instruct',
    family: 'llama3',
    config: {
      ...llama3,
      head_dim: 64,
      hidden_size: 2048,
      intermediate_size: 8192,
      num_attention_heads: 32,
      num_hidden_layers: 16,
      tie_word_embeddings: true,
    },
    publishedParametersB: 1.236,
    quantizedBuilds: builds,
    source: litgpt,
  }),
  defineModel({
    id: 'meta-llama/Llama-3.2-3B-Instruct',
    family: 'llama3',
    config: {
      ...llama3,
      head_dim: 128,
      hidden_size: 3072,
      intermediate_size: 8192,
      num_attention_heads: 24,
      num_hidden_layers: 28,
      tie_word_embeddings: true,
    },
    publishedParametersB: 3.21,
    quantizedBuilds: builds,
    source: litgpt,
  }),
  defineModel({
    id: 'meta-llama/Llama-3.1-8B-Instruct',
    family: 'llama3',
    config: {
      ...llama3,
      hidden_size: 4096,
      intermediate_size: 14_336,
      num_attention_heads: 32,
      num_hidden_layers: 32,
    },
    publishedParametersB: 8.03,
    checkpointGiB: 14.96,
    quantizedBuilds: builds,
    source: `${configCopies}; ${kaitoSizes}`,
  }),
  defineModel({
    id: 'meta-llama/Llama-3.3-70B-Instruct',
    family: 'llama3',
    config: {
      ...llama3,
      hidden_size: 8192,
      intermediate_size: 28_672,
      num_attention_heads: 64,
      num_hidden_layers: 80,
    },
    publishedParametersB: 70.55,
    checkpointGiB: 131.42,
    quantizedBuilds: builds,
    source: `${configCopies}; ${kaitoSizes}`,
  }),
  defineModel({
    id: 'meta-llama/Llama-3.1-405B-Instruct',
    family: 'llama3',
    config: {
      ...llama3,
      hidden_size: 16_384,
      intermediate_size: 53_248,
      num_attention_heads: 128,
      num_hidden_layers: 126,
    },
    publishedParametersB: 405.85,
    quantizedBuilds: ['fp8 (fbgemm; amd/*-FP8-KV)', 'mxfp4 (amd)', 'w4a16'],
    source: configCopies,
  }),
  defineModel({
    id: 'meta-llama/Llama-2-7b-chat-hf',
    family: 'llama2',
    config: {
      ...llama2,
      hidden_size: 4096,
      intermediate_size: 11_008,
      num_attention_heads: 32,
      num_hidden_layers: 32,
      num_key_value_heads: 32,
    },
    publishedParametersB: 6.74,
    quantizedBuilds: ['awq-int4', 'gptq-int4'],
    source: litgpt,
  }),
  defineModel({
    id: 'meta-llama/Llama-2-13b-chat-hf',
    family: 'llama2',
    config: {
      ...llama2,
      hidden_size: 5120,
      intermediate_size: 13_824,
      num_attention_heads: 40,
      num_hidden_layers: 40,
      num_key_value_heads: 40,
    },
    publishedParametersB: 13.02,
    quantizedBuilds: ['awq-int4', 'gptq-int4'],
    source: litgpt,
  }),
  defineModel({
    id: 'meta-llama/Llama-2-70b-chat-hf',
    family: 'llama2',
    config: {
      ...llama2,
      hidden_size: 8192,
      intermediate_size: 28_672,
      num_attention_heads: 64,
      num_hidden_layers: 80,
    },
    publishedParametersB: 68.98,
    quantizedBuilds: ['fp8 (amd/*-FP8-KV)', 'awq-int4', 'gptq-int4'],
    source: litgpt,
  }),
  defineModel({
    id: '01-ai/Yi-1.5-9B-Chat',
    family: 'yi',
    config: {
      ...llama2,
      hidden_size: 4096,
      intermediate_size: 11_008,
      num_attention_heads: 32,
      num_hidden_layers: 48,
      num_key_value_heads: 4,
      vocab_size: 64_000,
    },
    publishedParametersB: 8.83,
    quantizedBuilds: ['awq-int4', 'gptq-int4'],
    source: hubConfig,
  }),
  defineModel({
    id: '01-ai/Yi-1.5-34B-Chat',
    family: 'yi',
    config: {
      ...llama2,
      hidden_size: 7168,
      intermediate_size: 20_480,
      num_attention_heads: 56,
      num_hidden_layers: 60,
      vocab_size: 64_000,
    },
    publishedParametersB: 34.39,
    quantizedBuilds: ['awq-int4', 'gptq-int4'],
    source: hubConfig,
  }),
]
