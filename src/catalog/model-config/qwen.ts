/**
 * Qwen 2, 2.5 and 3, dense and with experts, with and without a vision tower.
 * @module
 */
import type { Experts } from '../model-shape.ts'
import { type AttentionDefaults, readAttention } from './attention.ts'
import type { ConfigFields } from './config-fields.ts'
import { type ConfigParts, type Decoder, type FamilyReader, layerCount, layersOf } from './decoder.ts'
import { gatedFeedForward, mixedFeedForward } from './feed-forward.ts'
import { qwen2Vision, qwen3Vision, qwen25Vision } from './vision/qwen.ts'
import { windowedLayers, windowSize } from './windows.ts'

/** Windows count only with `use_sliding_window`, and then on the layers from `max_window_layers` on. */
function qwenWindows(text: ConfigFields, layers: number, defaults: AttentionDefaults) {
  const attention = readAttention(text, defaults)
  const window = text.flag('use_sliding_window', false) ? windowSize(text, 4096) : undefined
  const first = text.count('max_window_layers', 28)
  return windowedLayers(text, layers, attention, window, (layer) => layer >= first)
}

/** Experts in Qwen's words; `shared_expert_intermediate_size` comes with a gate. */
export function qwenExperts(text: ConfigFields): Experts {
  const shared = text.count('shared_expert_intermediate_size', 0)
  return {
    kind: 'experts',
    experts: text.dimension('num_experts'),
    topK: text.dimension('num_experts_per_tok'),
    width: text.dimension('moe_intermediate_size'),
    gated: true,
    sharedWidth: shared,
    ...(shared > 0 && { sharedGate: true }),
  }
}

/** Experts on each `decoder_sparse_step`th layer that `mlp_only_layers` does not name. */
export function qwenFeedForward(text: ConfigFields, layers: number) {
  const step = text.dimension('decoder_sparse_step', 1)
  const dense = new Set(text.numbers('mlp_only_layers'))
  return mixedFeedForward(
    layers,
    (layer) => !dense.has(layer) && (layer + 1) % step === 0,
    () => qwenExperts(text),
    () => gatedFeedForward(text),
  )
}

/** Query, key and value always have biases, the output never. */
const qwen2Attention: AttentionDefaults = { qkvBias: true }

/** Norms of query and key; biases only where the config asks for them. */
const qwen3Attention = (text: ConfigFields): AttentionDefaults => ({
  qkvBias: text.flag('attention_bias', false),
  outputBias: text.flag('attention_bias', false),
  qkNorm: 'head',
  headDim: 128,
})

type VisionReader = typeof qwen3Vision

function reader(
  attention: (text: ConfigFields) => AttentionDefaults,
  experts: boolean,
  tower?: VisionReader,
): FamilyReader {
  return ({ root, text }: ConfigParts): Decoder => {
    const layers = layerCount(text)
    const vision = tower && root.child('vision_config')
    return {
      layers: layersOf(
        layers,
        qwenWindows(text, layers, attention(text)),
        experts ? qwenFeedForward(text, layers) : gatedFeedForward(text),
      ),
      tied: false,
      ...(vision && { encoder: tower(vision, text.dimension('hidden_size')) }),
    }
  }
}

export const readQwen2 = reader(() => qwen2Attention, false)
export const readQwen2Moe = reader(() => qwen2Attention, true)
export const readQwen3 = reader(qwen3Attention, false)
export const readQwen3Moe = reader(qwen3Attention, true)
export const readQwen2VL = reader(() => qwen2Attention, false, qwen2Vision)
export const readQwen25VL = reader(() => qwen2Attention, false, qwen25Vision)
export const readQwen3VL = reader(qwen3Attention, false, qwen3Vision)
export const readQwen3VLMoe = reader(qwen3Attention, true, qwen3Vision)
