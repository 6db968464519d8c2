/**
 * GLM 4 and 4.5; ChatGLM in its own words. GLM 5 is read with DeepSeek, whose layers it has.
 * @module
 */
import type { Attention } from '../model-shape.ts'
import { readAttention } from './attention.ts'
import type { ConfigFields } from './config-fields.ts'
import { type ConfigParts, type Decoder, type FamilyReader, layerCount, layersOf } from './decoder.ts'
import { deepseekExperts } from './deepseek.ts'
import { gatedFeedForward, mixedFeedForward } from './feed-forward.ts'

/** Biases of query, key and value only. */
const glmAttention = (text: ConfigFields, kvHeads: number, bias: boolean, qkNorm = false) =>
  readAttention(text, {
    kvHeads,
    headDim: 128,
    rotaryShare: 0.5,
    qkvBias: text.flag('attention_bias', bias),
    ...(qkNorm && { qkNorm: 'head' }),
  })

function dense(normVectors: number): FamilyReader {
  return ({ text }: ConfigParts): Decoder => ({
    layers: layersOf(layerCount(text), glmAttention(text, 2, true), gatedFeedForward(text)),
    tied: false,
    normVectors,
  })
}

/** GLM-4-9B of the hub's own classes: `-hf` has two norms a layer, `-0414` four. */
export const readGlm = dense(2)
export const readGlm4 = dense(4)

export const readGlm4Moe: FamilyReader = ({ text }) => {
  const layers = layerCount(text)
  const first = text.count('first_k_dense_replace', 1)
  return {
    layers: layersOf(
      layers,
      glmAttention(text, 8, false, text.flag('use_qk_norm', false)),
      mixedFeedForward(
        layers,
        (layer) => layer >= first,
        () => deepseekExperts(text, true),
        () => gatedFeedForward(text),
      ),
    ),
    tied: false,
    draftLayers: text.count('num_nextn_predict_layers', 0),
  }
}

/** ChatGLM 2 to 4: other names for the same things. */
export const readChatGlm: FamilyReader = ({ text }) => {
  const heads = text.dimension('num_attention_heads')
  const headDim = text.dimension('kv_channels', Math.floor(text.dimension('hidden_size') / heads))
  const grouped = text.flag('multi_query_attention', false)
  const bias = text.flag('add_qkv_bias', false) || text.flag('add_bias_linear', false)
  const attention: Attention = {
    kind: 'attention',
    heads,
    kvHeads: grouped ? text.dimension('multi_query_group_num') : heads,
    headDim,
    valueHeadDim: headDim,
    rotaryDim: Math.floor(headDim / 2),
    ...(bias && { qkvBias: true }),
  }
  const layers = layerCount(text)
  return { layers: layersOf(layers, attention, gatedFeedForward(text, 'ffn_hidden_size')), tied: false }
}
