/**
 * Phi 3.5 MoE. Phi 3, 3.5 and 4 are read with Llama, whose layers they have.
 * @module
 */
import { readAttention } from './attention.ts'
import { type ConfigParts, type Decoder, layerCount, layersOf } from './decoder.ts'
import { windowedLayers, windowSize } from './windows.ts'

/** Biases on all four projections and on the head; layer norms with biases. */
export function readPhiMoe({ text }: ConfigParts): Decoder {
  const layers = layerCount(text)
  const bias = text.flag('attention_bias', true)
  const attention = readAttention(text, { kvHeads: 8, qkvBias: bias, outputBias: bias })
  return {
    layers: layersOf(layers, windowedLayers(text, layers, attention, windowSize(text)), {
      kind: 'experts',
      experts: text.dimension('num_local_experts', 16),
      topK: text.dimension('num_experts_per_tok', 2),
      width: text.dimension('intermediate_size'),
      gated: true,
      sharedWidth: 0,
    }),
    tied: false,
    normVectors: 4,
    ...(text.flag('lm_head_bias', false) && { headBias: true }),
  }
}
