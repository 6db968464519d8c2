/**
 * Qwen3-Next, Qwen3.5 and Qwen3.6: gated delta rule on most layers, gated attention on the others.
 * @module
 */
import type { Attention, GatedDelta } from '../model-shape.ts'
import { readAttention } from './attention.ts'
import type { ConfigFields } from './config-fields.ts'
import { type ConfigParts, type Decoder, type FamilyReader, layerCount, layersOf } from './decoder.ts'
import { gatedFeedForward } from './feed-forward.ts'
import { qwenFeedForward } from './qwen.ts'
import { elementBytes } from './state-bytes.ts'
import { qwen3Vision } from './vision/qwen.ts'
import { layerWords } from './windows.ts'

function gatedDelta(text: ConfigFields): GatedDelta {
  const stateBytes = elementBytes(text, 'mamba_ssm_dtype')
  return {
    kind: 'gated-delta',
    keyHeads: text.dimension('linear_num_key_heads', 16),
    valueHeads: text.dimension('linear_num_value_heads', 32),
    keyDim: text.dimension('linear_key_head_dim', 128),
    valueDim: text.dimension('linear_value_head_dim', 128),
    convKernel: text.dimension('linear_conv_kernel_dim', 4),
    ...(stateBytes && { stateBytes }),
  }
}

/** `layer_types`, or attention on each `full_attention_interval`th layer. */
function mixers(text: ConfigFields, layers: number): (layer: number) => Attention | GatedDelta {
  const attention = readAttention(text, {
    kvHeads: 2,
    headDim: 256,
    rotaryShare: 0.25,
    qkNorm: 'head',
    qkvBias: text.flag('attention_bias', false),
    outputGate: text.flag('attn_output_gate', true),
  })
  const delta = gatedDelta(text)
  const words = layerWords(text, layers)
  const interval = text.dimension('full_attention_interval', 4)
  return (layer) =>
    (words ? words[layer] === 'linear_attention' : (layer + 1) % interval !== 0) ? delta : attention
}

/** The draft layer of Qwen3-Next is in its files, and its config does not mention it. */
export const readQwen3Next: FamilyReader = ({ text }: ConfigParts): Decoder => {
  const layers = layerCount(text)
  return {
    layers: layersOf(layers, mixers(text, layers), qwenFeedForward(text, layers)),
    tied: false,
    draftLayers: text.count('num_nextn_predict_layers', 1),
  }
}

function reader(experts: boolean): FamilyReader {
  return ({ root, text }) => {
    const layers = layerCount(text)
    const vision = root.child('vision_config')
    return {
      layers: layersOf(
        layers,
        mixers(text, layers),
        experts ? qwenFeedForward(text, layers) : gatedFeedForward(text),
      ),
      tied: false,
      draftLayers: text.count('mtp_num_hidden_layers', 0),
      ...(vision && { encoder: qwen3Vision(vision, text.dimension('hidden_size')) }),
    }
  }
}

export const readQwen35 = reader(false)
export const readQwen35Moe = reader(true)
