/**
 * Classes that differ from Llama in one thing: OLMo 2, StarCoder 2, Seed-OSS, Ernie 4.5, MiMo, SmolLM 3.
 * @module
 */
import { readAttention, withAttentionBias } from './attention.ts'
import { type ConfigParts, type Decoder, layerCount, layersOf } from './decoder.ts'
import { gatedFeedForward } from './feed-forward.ts'
import { readLlama } from './llama.ts'
import { readQwen2 } from './qwen.ts'
import { windowedLayers, windowSize } from './windows.ts'

/** Norms as wide as the projections. OLMo 3 has windows on the layers that `layer_types` names. */
export function readOlmo2({ text }: ConfigParts): Decoder {
  const layers = layerCount(text)
  const attention = readAttention(text, { ...withAttentionBias(text), qkNorm: 'projection' })
  const window = text.has('layer_types') ? windowSize(text) : undefined
  return {
    layers: layersOf(layers, windowedLayers(text, layers, attention, window), gatedFeedForward(text)),
    tied: false,
  }
}

/** Ungated, biases everywhere, layer norms, tied embeddings. */
export function readStarcoder2({ text }: ConfigParts): Decoder {
  const layers = layerCount(text)
  const bias = text.flag('use_bias', true)
  const attention = readAttention(text, { kvHeads: 2, qkvBias: bias, outputBias: bias })
  return {
    layers: layersOf(layers, windowedLayers(text, layers, attention, windowSize(text)), {
      kind: 'dense',
      width: text.dimension('intermediate_size'),
      gated: false,
      ...(bias && { bias }),
    }),
    tied: true,
    normVectors: 4,
  }
}

/** Biases of query, key and value, and of the output only where `attention_out_bias` says so. */
export function readSeedOss({ text }: ConfigParts): Decoder {
  const attention = readAttention(text, {
    kvHeads: 8,
    headDim: 128,
    qkvBias: text.flag('attention_bias', true),
    outputBias: text.flag('attention_out_bias', false),
  })
  return { layers: layersOf(layerCount(text), attention, gatedFeedForward(text)), tied: false }
}

/** Embeddings are tied unless the config says otherwise. */
export const readTiedLlama = (parts: ConfigParts): Decoder => ({ ...readLlama(parts), tied: true })

/** Qwen 2 with draft layers. */
export const readMiMo = (parts: ConfigParts): Decoder => ({
  ...readQwen2(parts),
  draftLayers: parts.text.count('num_nextn_predict_layers', 0),
})
