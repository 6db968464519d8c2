/**
 * Nemotron Super: layers of Llama 3.3 70B that a search has narrowed, or stripped of their attention.
 * @module
 */
import { configCopies, defineModel } from './define-model.ts'

/** Layers in a row that are alike: how many, whether they attend, and the width of their block as a multiple. */
type Run = readonly [count: number, attends: boolean, multiple: number]

const super49: readonly Run[] = [
  [1, true, 2.625],
  [5, true, 5.25],
  [2, false, 2.625],
  [3, true, 5.25],
  [1, false, 3.28125],
  [30, true, 5.25],
  [1, false, 1.3125],
  [2, false, 2.625],
  [1, false, 1.3125],
  [1, false, 5.25],
  [1, false, 1.3125],
  [1, false, 2.625],
  [3, false, 1.3125],
  [1, true, 5.25],
  [1, false, 1.3125],
  [2, false, 1],
  [1, false, 1.3125],
  [3, false, 1],
  [2, false, 1.3125],
  [2, false, 0.5],
  [2, false, 1],
  [2, false, 0.5],
  [1, false, 1],
  [2, false, 0.5],
  [9, true, 5.25],
]

/** `block_configs` of runs; a layer that attends has groups of eight query heads. */
function blockConfigs(runs: readonly Run[]) {
  return runs.flatMap(([count, attends, multiple]) =>
    Array.from({ length: count }, () => ({
      attention: attends ? { n_heads_in_group: 8, no_op: false } : { no_op: true },
      ffn: { ffn_mult: multiple, no_op: false },
    })),
  )
}

export const nemotronNasModels = [
  defineModel({
    id: 'nvidia/Llama-3_3-Nemotron-Super-49B-v1',
    family: 'nemotron-nas',
    config: {
      architectures: ['DeciLMForCausalLM'],
      attention_bias: false,
      block_configs: blockConfigs(super49),
      hidden_size: 8192,
      max_position_embeddings: 131_072,
      mlp_bias: false,
      num_attention_heads: 64,
      num_hidden_layers: 80,
      tie_word_embeddings: false,
      vocab_size: 128_256,
    },
    publishedParametersB: 49.9,
    quantizedBuilds: ['fp8', 'nvfp4'],
    source: configCopies,
  }),
]
