/**
 * Attention with keys and values per head, as most configs describe it.
 * @module
 */
import type { Attention } from '../model-shape.ts'
import type { ConfigFields } from './config-fields.ts'

export interface AttentionDefaults {
  /** Key/value heads where the config names none; default: as many as query heads. */
  readonly kvHeads?: number
  /** Head width where the config names none; default: hidden size ÷ heads. */
  readonly headDim?: number
  readonly heads?: number
  readonly qkvBias?: boolean
  readonly outputBias?: boolean
  readonly qkNorm?: Attention['qkNorm']
  readonly sinks?: boolean
  readonly outputGate?: boolean
}

/** Heads, widths and biases of a config in the usual words. */
export function readAttention(text: ConfigFields, defaults: AttentionDefaults = {}): Attention {
  const heads = text.dimension('num_attention_heads', defaults.heads)
  const kvHeads = text.dimension('num_key_value_heads', defaults.kvHeads ?? heads)
  const headDim = text.dimension(
    'head_dim',
    defaults.headDim ?? Math.max(1, Math.floor(text.dimension('hidden_size') / heads)),
  )
  const { qkvBias = false, outputBias = false, qkNorm, sinks = false, outputGate = false } = defaults
  return {
    kind: 'attention',
    heads,
    kvHeads,
    headDim,
    valueHeadDim: headDim,
    ...(qkvBias && { qkvBias }),
    ...(outputBias && { outputBias }),
    ...(qkNorm && { qkNorm }),
    ...(sinks && { sinks }),
    ...(outputGate && { outputGate }),
  }
}

/** `attention_bias` of the config on all four projections (Llama and its kin). */
export function withAttentionBias(text: ConfigFields, defaults: AttentionDefaults = {}): AttentionDefaults {
  const bias = text.flag('attention_bias', false)
  return { ...defaults, qkvBias: bias, outputBias: bias }
}
