/**
 * Granite with experts, and Granite 4 with Mamba layers. Dense Granite is read with Llama, whose layers it has.
 * @module
 */
import type { FeedForward, Mamba2 } from '../model-shape.ts'
import { readAttention, withAttentionBias } from './attention.ts'
import type { ConfigFields } from './config-fields.ts'
import { type ConfigParts, type Decoder, layerCount, layersOf } from './decoder.ts'

/** Experts, a shared block beside them, or that block alone where there are no experts. */
function feedForward(text: ConfigFields): FeedForward {
  const experts = text.count('num_local_experts', 0)
  const shared = text.count('shared_intermediate_size', 0)
  if (experts === 0) return { kind: 'dense', width: text.dimension('shared_intermediate_size'), gated: true }
  return {
    kind: 'experts',
    experts,
    topK: text.dimension('num_experts_per_tok'),
    width: text.dimension('intermediate_size'),
    gated: true,
    sharedWidth: shared,
  }
}

export function readGraniteMoe({ text }: ConfigParts): Decoder {
  const attention = readAttention(text, withAttentionBias(text))
  return { layers: layersOf(layerCount(text), attention, feedForward(text)), tied: false }
}

function mamba2(text: ConfigFields): Mamba2 {
  const heads = text.dimension('mamba_n_heads')
  const inner = text.dimension('mamba_expand', 2) * text.dimension('hidden_size')
  const given = text.get('mamba_d_head')
  return {
    kind: 'mamba2',
    heads,
    headDim:
      given === undefined || given === 'auto' ? Math.floor(inner / heads) : text.dimension('mamba_d_head'),
    groups: text.dimension('mamba_n_groups', 1),
    stateSize: text.dimension('mamba_d_state', 256),
    convKernel: text.dimension('mamba_d_conv', 4),
    chunkSize: text.dimension('mamba_chunk_size', 256),
  }
}

/** `layer_types` in its own words: `mamba` and `attention`. */
export function readGraniteMoeHybrid({ text }: ConfigParts): Decoder {
  const layers = layerCount(text)
  const attention = readAttention(text, withAttentionBias(text))
  const words = text.texts(text.named('layer_types', 'layers_block_type'))
  if (words !== undefined && words.length < layers)
    text.problem('layer_types', `must have ${layers} entries, one a layer, has ${words.length}`)
  const isAttention = (layer: number) => /^(full_)?attention$/.test(words?.[layer] ?? 'mamba')
  const recurrent = Array.from({ length: layers }, (_, layer) => layer).some((layer) => !isAttention(layer))
  const state = recurrent ? mamba2(text) : attention
  return {
    layers: layersOf(layers, (layer) => (isAttention(layer) ? attention : state), feedForward(text)),
    tied: false,
  }
}
