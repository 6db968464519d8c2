/**
 * Falcon 7B, 40B and 180B: ungated blocks four times as wide as the model, one or a few key/value heads.
 * @module
 */
import type { Attention } from '../model-shape.ts'
import type { ConfigFields } from './config-fields.ts'
import { type ConfigParts, type Decoder, layerCount, layersOf } from './decoder.ts'

/** The new decoder has groups, `multi_query` a single key/value head; the older names are of the first releases. */
function keyValueHeads(text: ConfigFields, heads: number): number {
  if (text.flag('new_decoder_architecture', false))
    return text.dimension(text.named('num_kv_heads', 'n_head_kv'), heads)
  return text.flag('multi_query', true) ? 1 : heads
}

export function readFalcon({ text }: ConfigParts): Decoder {
  const layers = layerCount(text, text.named('num_hidden_layers', 'n_layer'))
  const heads = text.dimension(text.named('num_attention_heads', 'n_head'))
  const hidden = text.dimension('hidden_size')
  const headDim = Math.max(1, Math.floor(hidden / heads))
  const bias = text.flag('bias', false)
  const attention: Attention = {
    kind: 'attention',
    heads,
    kvHeads: keyValueHeads(text, heads),
    headDim,
    valueHeadDim: headDim,
    ...(bias && { qkvBias: true, outputBias: true }),
  }
  // one norm where attention and feed-forward run side by side, two in the new decoder unless it says one
  const newDecoder = text.flag('new_decoder_architecture', false)
  const norms = newDecoder
    ? text.count('num_ln_in_parallel_attn', 2)
    : text.flag('parallel_attn', true)
      ? 1
      : 2
  return {
    layers: layersOf(layers, attention, {
      kind: 'dense',
      width: text.dimension('ffn_hidden_size', 4 * hidden),
      gated: false,
      ...(bias && { bias }),
    }),
    tied: true,
    normVectors: 2 * norms,
  }
}
