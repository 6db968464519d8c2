/**
 * gpt-oss models.
 * @module
 */
import { configCopies, defineModel } from './define-model.ts'
import { everyNth } from './layer-types.ts'

const shared = {
  architectures: ['GptOssForCausalLM'],
  attention_bias: true,
  head_dim: 64,
  hidden_size: 2880,
  intermediate_size: 2880,
  max_position_embeddings: 131_072,
  num_attention_heads: 64,
  num_experts_per_tok: 4,
  num_key_value_heads: 8,
  sliding_window: 128,
  tie_word_embeddings: false,
  vocab_size: 201_088,
}

export const openaiModels = [
  // the folder holds 25.63 GiB: two more copies, which the engine does not load
  defineModel({
    id: 'openai/gpt-oss-20b',
    family: 'gpt-oss',
    config: {
      ...shared,
      layer_types: everyNth(24, 2, 'sliding_attention', 'full_attention'),
      num_hidden_layers: 24,
      num_local_experts: 32,
    },
    publishedParametersB: 20.91,
    activeParametersB: 3.6,
    nativeFormat: 'mxfp4 experts + bf16',
    checkpointGiB: 12.8,
    quantizedBuilds: ['mxfp4 native'],
    source: configCopies,
  }),
  // the folder holds 121.54 GiB: two more copies, which the engine does not load
  defineModel({
    id: 'openai/gpt-oss-120b',
    family: 'gpt-oss',
    config: {
      ...shared,
      layer_types: everyNth(36, 2, 'sliding_attention', 'full_attention'),
      num_hidden_layers: 36,
      num_local_experts: 128,
    },
    publishedParametersB: 116.83,
    activeParametersB: 5.1,
    nativeFormat: 'mxfp4 experts + bf16',
    checkpointGiB: 60.8,
    quantizedBuilds: ['mxfp4 native'],
    source: configCopies,
  }),
]
