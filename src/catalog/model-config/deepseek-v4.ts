/**
 * DeepSeek V4: latent cache at several compression ratios, experts on every layer.
 * @module
 */
import type { CompressedLatent } from '../model-shape.ts'
import type { ConfigFields } from './config-fields.ts'
import { type ConfigParts, type Decoder, layerCount, layersOf } from './decoder.ts'
import { deepseekExperts } from './deepseek.ts'

/** Ratios by layer type, where newer configs name the types instead of the ratios. */
const typeRatios: Readonly<Record<string, number>> = {
  sliding_attention: 0,
  compressed_sparse_attention: 4,
  heavily_compressed_attention: 128,
}

/** `compress_ratios`, one a layer, 0 for the window alone; draft layers follow. */
function ratios(text: ConfigFields, layers: number): readonly number[] {
  const types = text.has('compress_ratios') ? undefined : text.texts('layer_types')
  const key = types ? 'layer_types' : 'compress_ratios'
  const list = types ? types.map((type) => typeRatios[type] ?? -1) : (text.numbers(key) ?? [])
  if (list.length < layers) text.problem(key, `must have ${layers} entries, one a layer, has ${list.length}`)
  list.slice(0, layers).forEach((ratio, layer) => {
    if (ratio !== 0 && ratio !== 4 && ratio !== 128)
      text.problem(`${key}[${layer}]`, 'must be a compression of 0, 4 or 128 tokens')
  })
  return list
}

function compressed(text: ConfigFields): CompressedLatent {
  return {
    kind: 'compressed-latent',
    heads: text.dimension('num_attention_heads'),
    headDim: text.dimension('head_dim', 512),
    window: text.dimension('sliding_window', 128),
    indexDim: text.dimension('index_head_dim', 128),
    projections: {
      queryRank: text.dimension('q_lora_rank'),
      outputGroups: text.dimension('o_groups'),
      outputRank: text.dimension('o_lora_rank'),
      indexHeads: text.dimension('index_n_heads'),
      streams: text.dimension('hc_mult'),
    },
  }
}

export function readDeepseekV4({ text }: ConfigParts): Decoder {
  const layers = layerCount(text)
  const byLayer = ratios(text, layers)
  const plain = compressed(text)
  const mixers = new Map(
    [...new Set(byLayer)].map((ratio) => [ratio, ratio > 0 ? { ...plain, ratio } : plain]),
  )
  return {
    layers: layersOf(
      layers,
      (layer) => mixers.get(byLayer[layer] ?? 0) ?? plain,
      deepseekExperts(text, true),
    ),
    tied: false,
    draftLayers: text.count('num_nextn_predict_layers', 0),
  }
}
