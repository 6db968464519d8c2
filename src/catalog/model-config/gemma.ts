/**
 * Gemma 1 to 3: windows on most layers from the second generation on, four norms a layer, tied embeddings.
 * @module
 */
import { readAttention, withAttentionBias } from './attention.ts'
import { type ConfigParts, type Decoder, layerCount, layersOf } from './decoder.ts'
import { gatedFeedForward } from './feed-forward.ts'
import { gemma3Vision } from './vision/siglip.ts'
import { allButEach, windowedLayers, windowSize } from './windows.ts'

/** The first Gemma has no windows, and two norms a layer. */
export function readGemma({ text }: ConfigParts): Decoder {
  const attention = readAttention(text, { ...withAttentionBias(text), kvHeads: 16, headDim: 256 })
  return { layers: layersOf(layerCount(text), attention, gatedFeedForward(text)), tied: true }
}

/** Every second layer, beginning with the first, has the window. */
export function readGemma2({ text }: ConfigParts): Decoder {
  const layers = layerCount(text)
  const attention = readAttention(text, { ...withAttentionBias(text), kvHeads: 4, headDim: 256 })
  const windows = windowedLayers(text, layers, attention, windowSize(text, 4096), allButEach(2))
  return { layers: layersOf(layers, windows, gatedFeedForward(text)), tied: true, normVectors: 4 }
}

const defaults = { vocabularySize: 262_208, positions: 131_072 }

/** Five layers in six have the window. The published configs leave out what equals the defaults of Gemma3TextConfig. */
export function readGemma3({ root, text }: ConfigParts): Decoder {
  const layers = layerCount(text)
  const attention = readAttention(text, {
    ...withAttentionBias(text),
    heads: 8,
    kvHeads: 4,
    headDim: 256,
    qkNorm: 'head',
  })
  const step = text.dimension(text.named('sliding_window_pattern', '_sliding_window_pattern'), 6)
  const rope = text.child(text.named('rope_scaling', 'rope_parameters'))
  const factor = (rope?.child('full_attention') ?? rope)?.number('factor', 1) ?? 1
  const positions = text.dimension('max_position_embeddings', defaults.positions)
  const global = factor === 1 ? attention : { ...attention, rotaryRows: Math.floor(positions * factor) }
  const windows = windowedLayers(
    text,
    layers,
    { global, local: attention },
    windowSize(text, 4096),
    allButEach(step),
  )
  const vision = root.child('vision_config')
  return {
    layers: layersOf(layers, windows, gatedFeedForward(text)),
    tied: true,
    normVectors: 4,
    defaults,
    ...(vision && { encoder: gemma3Vision(vision, text.dimension('hidden_size')) }),
  }
}
