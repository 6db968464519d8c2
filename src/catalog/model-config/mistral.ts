/**
 * Mistral, Mixtral and Ministral; Mistral 3 with its vision tower.
 * @module
 */
import { readAttention } from './attention.ts'
import type { ConfigFields } from './config-fields.ts'
import { type ConfigParts, type Decoder, layerCount, layersOf } from './decoder.ts'
import { readDeepseek } from './deepseek.ts'
import { gatedFeedForward } from './feed-forward.ts'
import { mistral3Vision } from './vision/pixtral.ts'
import { windowedLayers, windowSize } from './windows.ts'

/** Attention with keys and values per head, dense blocks. */
function plainLayers(text: ConfigFields): Decoder['layers'] {
  const layers = layerCount(text)
  const attention = readAttention(text, { kvHeads: 8 })
  return layersOf(layers, windowedLayers(text, layers, attention, windowSize(text)), gatedFeedForward(text))
}

/** Mistral Small 4 inside Mistral 3 has DeepSeek's layers. */
export function readMistral({ root, text }: ConfigParts): Decoder {
  const vision = root.child('vision_config')
  return {
    layers: text.has('kv_lora_rank') ? readDeepseek({ root, text }).layers : plainLayers(text),
    tied: false,
    ...(vision && { encoder: mistral3Vision(vision, root, text.dimension('hidden_size')) }),
  }
}

export function readMixtral({ text }: ConfigParts): Decoder {
  const layers = layerCount(text)
  const attention = readAttention(text, { kvHeads: 8 })
  return {
    layers: layersOf(layers, windowedLayers(text, layers, attention, windowSize(text)), {
      kind: 'experts',
      experts: text.dimension('num_local_experts', 8),
      topK: text.dimension('num_experts_per_tok', 2),
      width: text.dimension('intermediate_size'),
      gated: true,
      sharedWidth: 0,
    }),
    tied: false,
  }
}
