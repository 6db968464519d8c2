/**
 * Gemma 4: windows on most layers, wider heads on the others, experts beside a dense block, a second embedding in the small ones.
 * @module
 */
import type { Attention, DenseFeedForward, Encoder, FeedForward } from '../model-shape.ts'
import { readAttention, withAttentionBias } from './attention.ts'
import type { ConfigFields } from './config-fields.ts'
import { type ConfigParts, type Decoder, layerCount, layersOf } from './decoder.ts'
import { gemma4Vision } from './vision/gemma4.ts'
import { gemma4AudioParameters } from './vision/gemma4-audio.ts'
import { allButEach, layerWords, windowSize } from './windows.ts'

/** Layers from this one on read the cache of an earlier layer. */
function firstSharing(text: ConfigFields, layers: number): number {
  const sharing = text.count('num_kv_shared_layers', 0)
  return sharing === 0 ? layers : layers - sharing
}

function mixers(text: ConfigFields, layers: number): (layer: number) => Attention {
  const bias = withAttentionBias(text)
  // the share that rotates in the global layers is padded to whole heads
  const { rotaryDim: _padded, ...local } = readAttention(text, {
    ...bias,
    kvHeads: 4,
    headDim: 256,
    qkNorm: 'head',
  })
  const window = windowSize(text, 512)
  const narrow: Attention = { ...local, ...(window !== undefined && { window }) }
  const headDim = text.dimension('global_head_dim', 512)
  const keysAreValues = text.flag('attention_k_eq_v', false)
  const kvHeads = keysAreValues ? text.dimension('num_global_key_value_heads', local.kvHeads) : local.kvHeads
  const wide: Attention = {
    ...local,
    kvHeads,
    headDim,
    valueHeadDim: headDim,
    ...(keysAreValues && { keysAreValues }),
  }
  const sharing = { narrow: { ...narrow, sharesCache: true }, wide: { ...wide, sharesCache: true } }
  const words = layerWords(text, layers)
  const pattern = allButEach(6)
  const first = firstSharing(text, layers)
  return (layer) => {
    // transformers forces the last layer to see everything
    const sliding = layer !== layers - 1 && (words ? words[layer] === 'sliding_attention' : pattern(layer))
    if (layer < first) return sliding ? narrow : wide
    return sliding ? sharing.narrow : sharing.wide
  }
}

function feedForward(text: ConfigFields, layers: number): (layer: number) => FeedForward {
  const width = text.dimension('intermediate_size')
  const dense: DenseFeedForward = { kind: 'dense', width, gated: true }
  if (text.has('num_experts')) {
    const experts: FeedForward = {
      kind: 'experts',
      experts: text.dimension('num_experts'),
      topK: text.dimension('top_k_experts'),
      width: text.dimension(text.named('moe_intermediate_size', 'expert_intermediate_size')),
      gated: true,
      sharedWidth: 0,
      denseWidth: width,
      routerBias: true,
    }
    return () => experts
  }
  const first = firstSharing(text, layers)
  const wide = text.flag('use_double_wide_mlp', false) ? { ...dense, width: 2 * width } : dense
  return (layer) => (layer >= first ? wide : dense)
}

function encoderOf(vision: ConfigFields, audio: ConfigFields | undefined, text: ConfigFields): Encoder {
  const hidden = text.dimension('hidden_size')
  const tower = gemma4Vision(vision, hidden)
  if (audio === undefined) return tower
  return { ...tower, parameters: tower.parameters + gemma4AudioParameters(audio, hidden) }
}

export function readGemma4({ root, text }: ConfigParts): Decoder {
  const layers = layerCount(text)
  const vision = root.child('vision_config')
  const width = text.count('hidden_size_per_layer_input', 256)
  return {
    layers: layersOf(layers, mixers(text, layers), feedForward(text, layers)),
    tied: true,
    defaults: { vocabularySize: 262_144, positions: 131_072 },
    // with experts, three more norms and the router's scale
    normVectors: text.has('num_experts') ? 8 : 4,
    ...(width > 0 && {
      perLayerEmbedding: { rows: text.dimension('vocab_size_per_layer_input', 262_144), width },
    }),
    ...(vision && { encoder: encoderOf(vision, root.child('audio_config'), text) }),
  }
}
