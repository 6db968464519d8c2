/**
 * DeepSeek V2 to V3.2, Kimi K2 and GLM-5: latent attention, experts after the first dense layers.
 * @module
 */
import type { Experts, LatentAttention } from '../model-shape.ts'
import type { ConfigFields } from './config-fields.ts'
import { type ConfigParts, type Decoder, type FamilyReader, layerCount, layersOf } from './decoder.ts'
import { gatedFeedForward, mixedFeedForward } from './feed-forward.ts'

/** Dimensions of latent attention; the sparse indexer where the config has one. */
export function readLatentAttention(text: ConfigFields): LatentAttention {
  return {
    kind: 'latent',
    heads: text.dimension('num_attention_heads'),
    ...(text.has('q_lora_rank') && { queryRank: text.dimension('q_lora_rank') }),
    kvRank: text.dimension('kv_lora_rank'),
    nopeDim: text.dimension('qk_nope_head_dim'),
    ropeDim: text.dimension('qk_rope_head_dim'),
    valueHeadDim: text.dimension('v_head_dim'),
    ...(text.has('index_topk') && {
      indexer: {
        heads: text.dimension('index_n_heads'),
        headDim: text.dimension('index_head_dim'),
        topK: text.dimension('index_topk'),
      },
    }),
  }
}

/** Routed and shared experts in DeepSeek's words. */
export function deepseekExperts(text: ConfigFields, correction: boolean): Experts {
  const width = text.dimension('moe_intermediate_size')
  return {
    kind: 'experts',
    experts: text.dimension('n_routed_experts'),
    topK: text.dimension('num_experts_per_tok'),
    width,
    gated: true,
    sharedWidth: width * text.count('n_shared_experts', 0),
    ...(correction && { routerBias: true }),
  }
}

/** Experts on each `moe_layer_freq`th layer from `first_k_dense_replace` on. */
export function deepseekFeedForward(text: ConfigFields, layers: number) {
  const first = text.count('first_k_dense_replace', 0)
  const step = text.dimension('moe_layer_freq', 1)
  const correction = text.text('topk_method') === 'noaux_tc'
  return mixedFeedForward(
    layers,
    (layer) => layer >= first && layer % step === 0,
    () => deepseekExperts(text, correction),
    () => gatedFeedForward(text),
  )
}

/** GLM 5.2 has an indexer on some layers only; the next ones take its choice (vLLM 0.33.0, deepseek_v32/attention.py). */
function indexedLayers(text: ConfigFields, latent: LatentAttention): (layer: number) => LatentAttention {
  const pattern = text.text('index_topk_pattern')
  const step = text.dimension('index_topk_freq', 1)
  const offset = text.count('index_skip_topk_offset', 2)
  const { indexer, ...rest } = latent
  if (indexer === undefined || (pattern === undefined && step === 1)) return () => latent
  const without: LatentAttention = rest
  return (layer) => {
    const skips =
      pattern === undefined ? Math.max(layer - offset + 1, 0) % step !== 0 : pattern[layer] === 'S'
    return skips ? without : latent
  }
}

export const readDeepseek: FamilyReader = ({ text }: ConfigParts): Decoder => {
  const layers = layerCount(text)
  return {
    layers: layersOf(
      layers,
      indexedLayers(text, readLatentAttention(text)),
      deepseekFeedForward(text, layers),
    ),
    tied: false,
    draftLayers: text.count('num_nextn_predict_layers', 0),
  }
}
