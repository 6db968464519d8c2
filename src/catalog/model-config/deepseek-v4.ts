/**
 * DeepSeek V4: a latent cache that most layers compress, and experts on every layer.
 * @module
 */
import type { CompressedLatent } from '../model-shape.ts'
import type { ConfigFields } from './config-fields.ts'
import { type ConfigParts, type Decoder, layerCount, layersOf } from './decoder.ts'
import { deepseekExperts } from './deepseek.ts'

/** `compress_ratios`, one a layer and more for the draft layers; 0 is the window alone. */
function mixers(text: ConfigFields, layers: number): (layer: number) => CompressedLatent {
  const plain: CompressedLatent = {
    kind: 'compressed-latent',
    heads: text.dimension('num_attention_heads'),
    headDim: text.dimension('head_dim'),
    window: text.dimension('sliding_window'),
  }
  const ratios = text.numbers('compress_ratios') ?? []
  if (ratios.length < layers) text.problem('compress_ratios', `must have ${layers} entries, one a layer`)
  const byRatio = new Map(
    [...new Set(ratios)].map((ratio) => [ratio, ratio > 0 ? { ...plain, ratio } : plain]),
  )
  return (layer) => byRatio.get(ratios[layer] ?? 0) ?? plain
}

export function readDeepseekV4({ text }: ConfigParts): Decoder {
  const layers = layerCount(text)
  return {
    layers: layersOf(layers, mixers(text, layers), deepseekExperts(text, true)),
    tied: false,
    draftLayers: text.count('num_nextn_predict_layers', 0),
  }
}
