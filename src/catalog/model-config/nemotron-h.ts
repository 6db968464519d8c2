/**
 * Nemotron-H and Nemotron 3: each block is one thing, Mamba, attention, a feed-forward or experts, and has one norm.
 * @module
 */
import type { Attention, DenseFeedForward, Experts, LayerKind, Mamba2 } from '../model-shape.ts'
import { readAttention } from './attention.ts'
import type { ConfigFields } from './config-fields.ts'
import type { ConfigParts, Decoder } from './decoder.ts'
import { elementBytes } from './state-bytes.ts'

type Letter = 'M' | '*' | '-' | 'E'

/** Words of `layers_block_type`, which newer configs have instead of the pattern. */
const letters: Readonly<Record<string, Letter>> = {
  mamba: 'M',
  linear_attention: 'M',
  attention: '*',
  full_attention: '*',
  mlp: '-',
  moe: 'E',
}

function lettersOf(text: ConfigFields): readonly Letter[] {
  const words = text.texts(text.named('layers_block_type', 'layer_types'))
  const key = words ? text.named('layers_block_type', 'layer_types') : 'hybrid_override_pattern'
  const pattern = words?.map((word) => letters[word] ?? word) ?? [...(text.text(key) ?? '')]
  if (pattern.length === 0) text.problem(key, 'is missing: must say what each block is')
  return pattern.flatMap((letter, block) => {
    if (letter === 'M' || letter === '*' || letter === '-' || letter === 'E') return [letter]
    text.problem(key, `must be M, *, - or E in block ${block}, is "${letter}"`)
    return []
  })
}

/** Its state is in fp32 unless the config says otherwise (vLLM 0.33.0). */
function mamba2(text: ConfigFields): Mamba2 {
  return {
    kind: 'mamba2',
    heads: text.dimension('mamba_num_heads'),
    headDim: text.dimension('mamba_head_dim'),
    groups: text.dimension('n_groups'),
    stateSize: text.dimension('ssm_state_size'),
    convKernel: text.dimension('conv_kernel', 4),
    chunkSize: text.dimension('chunk_size', 128),
    stateBytes: elementBytes(text, 'mamba_ssm_cache_dtype') ?? 4,
  }
}

function attentionOf(text: ConfigFields): Attention {
  const bias = text.flag('attention_bias', false)
  const own = text.named('head_dim', 'attention_head_dim')
  const headDim = text.has(own) ? text.dimension(own) : undefined
  return readAttention(text, {
    kvHeads: 8,
    qkvBias: bias,
    outputBias: bias,
    ...(headDim !== undefined && { headDim }),
  })
}

function dense(text: ConfigFields): DenseFeedForward {
  const bias = text.flag('mlp_bias', false)
  return {
    kind: 'dense',
    width: text.dimension('intermediate_size'),
    gated: false,
    ...(bias && { bias }),
  }
}

function experts(text: ConfigFields): Experts {
  const shared = text.count('n_shared_experts', 0)
  return {
    kind: 'experts',
    experts: text.dimension('n_routed_experts'),
    topK: text.dimension('num_experts_per_tok'),
    width: text.dimension('moe_intermediate_size'),
    gated: false,
    sharedWidth: shared === 0 ? 0 : shared * text.dimension('moe_shared_expert_intermediate_size'),
    routerBias: true,
    ...(text.has('moe_latent_size') && { latentSize: text.dimension('moe_latent_size') }),
  }
}

const none = { kind: 'none' } as const

export function readNemotronH({ text }: ConfigParts): Decoder {
  const blocks = lettersOf(text)
  const readers: Readonly<Record<Letter, () => LayerKind>> = {
    M: () => ({ mixer: mamba2(text), feedForward: none }),
    '*': () => ({ mixer: attentionOf(text), feedForward: none }),
    '-': () => ({ mixer: none, feedForward: dense(text) }),
    E: () => ({ mixer: none, feedForward: experts(text) }),
  }
  const kinds = new Map([...new Set(blocks)].map((letter) => [letter, readers[letter]()]))
  return {
    layers: blocks.flatMap((letter) => kinds.get(letter) ?? []),
    tied: false,
    normVectors: 1,
    draftLayers: text.count('num_nextn_predict_layers', 0),
  }
}
