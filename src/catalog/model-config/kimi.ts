/**
 * Kimi K2.5 (K2's layers with a vision tower), Kimi Linear and K3 (delta attention on most layers).
 * @module
 */
import type { Experts, KimiDelta, LatentAttention } from '../model-shape.ts'
import type { ConfigFields } from './config-fields.ts'
import { type ConfigParts, type Decoder, layerCount, layersOf } from './decoder.ts'
import { readDeepseek, readLatentAttention } from './deepseek.ts'
import { gatedFeedForward, mixedFeedForward } from './feed-forward.ts'
import { moonVision } from './vision/moonvit.ts'

export function readKimiK25(parts: ConfigParts): Decoder {
  const vision = parts.root.child('vision_config')
  return {
    ...readDeepseek(parts),
    ...(vision && { encoder: moonVision(vision, parts.text.dimension('hidden_size')) }),
  }
}

function experts(text: ConfigFields): Experts {
  const width = text.dimension('moe_intermediate_size')
  const latent = 'routed_expert_hidden_size'
  return {
    kind: 'experts',
    experts: text.dimension('num_experts'),
    topK: text.dimension(text.named('num_experts_per_token', 'num_experts_per_tok')),
    width,
    gated: true,
    sharedWidth: width * text.count('num_shared_experts', 0),
    routerBias: true,
    ...(text.has(latent) && { latentSize: text.dimension(latent) }),
  }
}

/** `linear_attn_config` counts its layers from 1. */
function mixers(text: ConfigFields, layers: number): (layer: number) => LatentAttention | KimiDelta {
  const gate = text.flag('mla_use_output_gate', false)
  const latent: LatentAttention = { ...readLatentAttention(text), ...(gate && { outputGate: true }) }
  const linear = text.child('linear_attn_config')
  if (linear === undefined) return () => latent
  const delta: KimiDelta = {
    kind: 'kimi-delta',
    heads: linear.dimension('num_heads'),
    headDim: linear.dimension('head_dim'),
    convKernel: linear.dimension('short_conv_kernel_size'),
    ...(linear.flag('use_full_rank_gate', false) && { fullRankGate: true }),
  }
  const full = new Set(linear.numbers('full_attn_layers'))
  const recurrent = new Set(linear.numbers('kda_layers'))
  for (let layer = 1; layer <= layers; layer += 1)
    if (full.has(layer) === recurrent.has(layer)) {
      linear.problem(
        'kda_layers',
        `must share the layers with full_attn_layers; layer ${layer} is not in one`,
      )
      break
    }
  return (layer) => (recurrent.has(layer + 1) ? delta : latent)
}

export function readKimiLinear({ root, text }: ConfigParts): Decoder {
  const layers = layerCount(text)
  const first = text.count('first_k_dense_replace', 0)
  const step = text.dimension('moe_layer_freq', 1)
  const vision = root.child('vision_config')
  // K3 mixes the outputs of earlier layers into each half of a layer: a norm and a vector for each
  const mixed = text.has('attn_res_block_size')
  return {
    layers: layersOf(
      layers,
      mixers(text, layers),
      mixedFeedForward(
        layers,
        (layer) => layer >= first && layer % step === 0,
        () => experts(text),
        () => gatedFeedForward(text),
      ),
    ),
    tied: false,
    draftLayers: text.count('num_nextn_predict_layers', 0),
    ...(mixed && { normVectors: 6 }),
    ...(vision && { encoder: moonVision(vision, text.dimension('hidden_size')) }),
  }
}
