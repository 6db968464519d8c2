/**
 * Command R, R+, R7B and A: one norm a layer, attention and feed-forward side by side, tied embeddings.
 * @module
 */
import { readAttention, withAttentionBias } from './attention.ts'
import { type ConfigParts, type Decoder, layerCount, layersOf } from './decoder.ts'
import { gatedFeedForward } from './feed-forward.ts'
import { allButEach, windowedLayers, windowSize } from './windows.ts'

export function readCohere({ text }: ConfigParts): Decoder {
  const attention = readAttention(text, {
    ...withAttentionBias(text),
    ...(text.flag('use_qk_norm', false) && { qkNorm: 'projection' }),
  })
  return {
    layers: layersOf(layerCount(text), attention, gatedFeedForward(text)),
    tied: true,
    normVectors: 1,
  }
}

/** Three layers in four have a window, which is one token wider than the config's number (vLLM 0.33.0, commandr.py). */
export function readCohere2({ text }: ConfigParts): Decoder {
  const layers = layerCount(text)
  const attention = readAttention(text, withAttentionBias(text))
  const window = windowSize(text, 4096)
  const step = text.dimension(
    text.named('sliding_window_pattern', '_sliding_window_pattern', 'layer_switch'),
    4,
  )
  const windows = windowedLayers(text, layers, attention, window && window + 1, allButEach(step))
  return { layers: layersOf(layers, windows, gatedFeedForward(text)), tied: true, normVectors: 1 }
}
