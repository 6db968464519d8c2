/**
 * Llama and the classes that are Llama under another name; Llama 4.
 * @module
 */
import type { Attention } from '../model-shape.ts'
import { readAttention, withAttentionBias } from './attention.ts'
import type { ConfigFields } from './config-fields.ts'
import { type ConfigParts, type Decoder, layerCount, layersOf } from './decoder.ts'
import { gatedFeedForward, mixedFeedForward } from './feed-forward.ts'
import { llama4Vision } from './vision/llama4.ts'
import { windowedLayers, windowSize } from './windows.ts'

/** LlamaForCausalLM and what engines load with the same code. */
export function readLlama({ text }: ConfigParts): Decoder {
  const layers = layerCount(text)
  const attention = readAttention(text, withAttentionBias(text))
  return {
    layers: layersOf(
      layers,
      windowedLayers(text, layers, attention, windowSize(text)),
      gatedFeedForward(text),
    ),
    tied: false,
  }
}

/** One in four layers sees everything and has no rotary embedding; the others see chunks. */
function llama4Attention(text: ConfigFields, layers: number): (layer: number) => Attention {
  const full = readAttention(text, { ...withAttentionBias(text), headDim: 128, kvHeads: 8 })
  const size = text.has('attention_chunk_size') ? text.dimension('attention_chunk_size') : undefined
  if (size === undefined) return () => full
  const chunked: Attention = { ...full, chunk: size }
  const given = text.numbers('no_rope_layers')
  const rotary = given !== undefined && given.length > 0 ? given : undefined
  if (rotary !== undefined && rotary.length < layers)
    text.problem('no_rope_layers', `must have ${layers} entries, one a layer, has ${rotary.length}`)
  const interval = text.dimension('no_rope_layer_interval', 4)
  return (layer) => ((rotary ? rotary[layer] !== 0 : (layer + 1) % interval !== 0) ? chunked : full)
}

export function readLlama4({ root, text }: ConfigParts): Decoder {
  const layers = layerCount(text)
  const step = text.count('interleave_moe_layer_step', 1)
  const width = text.dimension('intermediate_size')
  const vision = root.child('vision_config')
  return {
    layers: layersOf(
      layers,
      llama4Attention(text, layers),
      mixedFeedForward(
        layers,
        (layer) => step > 0 && (layer + 1) % step === 0,
        () => ({
          kind: 'experts',
          experts: text.dimension('num_local_experts'),
          topK: text.dimension('num_experts_per_tok', 1),
          width,
          gated: true,
          sharedWidth: width,
        }),
        () => ({ kind: 'dense', width: text.dimension('intermediate_size_mlp'), gated: true }),
      ),
    ),
    tied: false,
    ...(vision && { encoder: llama4Vision(vision, text.dimension('hidden_size')) }),
  }
}
