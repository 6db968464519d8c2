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
  /** Share of a head that rotates where the config does not say; default: all of it. */
  readonly rotaryShare?: number
}

/** Dimensions of a head that rotate: stated, or as a share of the head, of the config or of its rope parameters. */
function rotaryDim(text: ConfigFields, headDim: number, usual = 1): number {
  if (text.has('rotary_dim')) return text.dimension('rotary_dim')
  const key = 'partial_rotary_factor'
  const rope = text.child(text.named('rope_parameters', 'rope_scaling'))
  const share = [text, rope, rope?.child('full_attention')].find((fields) => fields?.has(key))
  return Math.floor(headDim * (share?.number(key, usual) ?? usual))
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
  const rotating = rotaryDim(text, headDim, defaults.rotaryShare)
  return {
    kind: 'attention',
    heads,
    kvHeads,
    headDim,
    valueHeadDim: headDim,
    ...(rotating !== headDim && { rotaryDim: rotating }),
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
