/**
 * MiniMax M1 and Text-01 (lightning attention), M2, and M3 (sparse attention).
 * @module
 */
import type { Attention, Experts, Lightning } from '../model-shape.ts'
import { readAttention } from './attention.ts'
import type { ConfigFields } from './config-fields.ts'
import { type ConfigParts, type Decoder, layerCount, layersOf } from './decoder.ts'
import { gatedFeedForward, mixedFeedForward } from './feed-forward.ts'
import { minimaxVision } from './vision/minimax.ts'
import { layerWords } from './windows.ts'

function experts(text: ConfigFields, sharedWidth: number): Experts {
  const correction = text.flag('use_routing_bias', false)
  return {
    kind: 'experts',
    experts: text.dimension(text.named('num_local_experts', 'num_experts')),
    topK: text.dimension('num_experts_per_tok'),
    width: text.dimension('intermediate_size'),
    gated: true,
    sharedWidth,
    ...(correction && { routerBias: true }),
  }
}

/** A list of 0 and 1, one a layer; all 1 where it is absent. */
function marks(fields: ConfigFields, key: string, layers: number): (layer: number) => boolean {
  const list = fields.numbers(key)
  if (list !== undefined && list.length < layers)
    fields.problem(key, `must have ${layers} entries, one a layer, has ${list.length}`)
  return (layer) => (list?.[layer] ?? 1) !== 0
}

/** Lightning attention on the layers that `attn_type_list` marks 0 or `layer_types` calls linear. */
export function readMiniMaxText({ text }: ConfigParts): Decoder {
  const layers = layerCount(text)
  const attention = readAttention(text, { kvHeads: 8 })
  const lightning: Lightning = { kind: 'lightning', heads: attention.heads, headDim: attention.headDim }
  const words = layerWords(text, layers)
  const softmax = marks(text, 'attn_type_list', layers)
  const isSoftmax = (layer: number) => (words ? words[layer] !== 'linear_attention' : softmax(layer))
  const shared = text.count('shared_intermediate_size', 0)
  return {
    layers: layersOf(layers, (layer) => (isSoftmax(layer) ? attention : lightning), experts(text, shared)),
    tied: false,
  }
}

export function readMiniMaxM2({ text }: ConfigParts): Decoder {
  const layers = layerCount(text)
  const perHead = text.text('qk_norm_type') === 'per_head'
  const attention = readAttention(text, {
    kvHeads: 8,
    headDim: 128,
    qkvBias: text.flag('attention_bias', false),
    ...(text.flag('use_qk_norm', true) && { qkNorm: perHead ? 'head' : 'projection' }),
  })
  return {
    layers: layersOf(layers, attention, experts(text, text.count('shared_intermediate_size', 0))),
    tied: false,
    draftLayers: text.flag('use_mtp', false) ? text.count('num_mtp_modules', 0) : 0,
  }
}

/** Layers with a sparse index keep one key a token beside their cache, and project queries for it. */
function sparseAttention(text: ConfigFields, layers: number): (layer: number) => Attention {
  const full = readAttention(text, {
    kvHeads: 4,
    headDim: 128,
    qkNorm: 'head',
    outputGate: text.flag('attention_output_gate', false),
  })
  const config = text.child('sparse_attention_config')
  if (!config?.flag('use_sparse_attention', true)) return () => full
  const indexed: Attention = {
    ...full,
    indexKeys: {
      headDim: config.dimension('sparse_index_dim'),
      heads: config.dimension('sparse_num_index_heads'),
    },
  }
  const sparse = marks(config, 'sparse_attention_freq', layers)
  return (layer) => (sparse(layer) ? indexed : full)
}

export function readMiniMaxM3({ root, text }: ConfigParts): Decoder {
  const layers = layerCount(text)
  const shared = text.count('shared_intermediate_size', 0) * text.count('n_shared_experts', 1)
  const vision = root.child('vision_config')
  return {
    layers: layersOf(
      layers,
      sparseAttention(text, layers),
      mixedFeedForward(
        layers,
        marks(text, 'moe_layer_freq', layers),
        () => experts(text, shared),
        () => gatedFeedForward(text, 'dense_intermediate_size'),
      ),
    ),
    tied: false,
    draftLayers: text.count(text.named('num_mtp_modules', 'num_nextn_predict_layers'), 0),
    ...(vision && { encoder: minimaxVision(vision, root, text.dimension('hidden_size')) }),
  }
}
