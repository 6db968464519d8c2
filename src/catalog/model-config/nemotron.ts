/**
 * Nemotron 4 and Minitron: ungated blocks, layer norms with biases. Nemotron NAS (Super, Ultra): each layer its own dimensions.
 * @module
 */
import type { Attention, FeedForward, LayerKind } from '../model-shape.ts'
import { readAttention, withAttentionBias } from './attention.ts'
import type { ConfigFields } from './config-fields.ts'
import { type ConfigParts, type Decoder, layerCount, layersOf } from './decoder.ts'

export function readNemotron({ text }: ConfigParts): Decoder {
  const bias = text.flag('mlp_bias', false)
  return {
    layers: layersOf(
      layerCount(text),
      readAttention(text, { ...withAttentionBias(text), rotaryShare: 0.5 }),
      {
        kind: 'dense',
        width: text.dimension('intermediate_size'),
        gated: false,
        ...(bias && { bias }),
      },
    ),
    tied: false,
    normVectors: 4,
  }
}

const none = { kind: 'none' } as const

/** Width from `ffn_mult`, to the next multiple of 256 (vLLM 0.33.0, nemotron_nas.py). */
function widthOf(block: ConfigFields, hidden: number): number {
  if (!block.has('ffn_mult')) return block.dimension('intermediate_size')
  const width = Math.floor((2 * block.number('ffn_mult', 1) * hidden) / 3)
  return Math.ceil(width / 256) * 256
}

function blockReader(text: ConfigFields): (block: ConfigFields) => LayerKind {
  const heads = text.dimension('num_attention_heads')
  const hidden = text.dimension('hidden_size')
  const headDim = text.dimension('head_dim', Math.max(1, Math.floor(hidden / heads)))
  const bias = text.flag('attention_bias', false)
  const attentions = new Map<number, Attention>()
  const blocks = new Map<number, FeedForward>()
  const skipped = (part: ConfigFields | undefined) => part === undefined || part.flag('no_op', false)
  const notReplaced = (part: ConfigFields) => {
    if (part.flag('replace_with_linear', false))
      part.problem('replace_with_linear', 'must be false: engines do not load such layers')
  }
  return (block) => {
    const attention = block.child('attention')
    const feedForward = block.child('ffn')
    let mixer: LayerKind['mixer'] = none
    if (attention && !skipped(attention)) {
      notReplaced(attention)
      const group = attention.dimension('n_heads_in_group')
      const kvHeads = Math.max(1, Math.floor(heads / group))
      mixer = attentions.get(group) ?? {
        kind: 'attention',
        heads,
        kvHeads,
        headDim,
        valueHeadDim: headDim,
        ...(bias && { qkvBias: true, outputBias: true }),
      }
      attentions.set(group, mixer)
    }
    if (!feedForward || skipped(feedForward)) return { mixer, feedForward: none }
    notReplaced(feedForward)
    const width = widthOf(feedForward, hidden)
    const dense = blocks.get(width) ?? { kind: 'dense', width, gated: true }
    blocks.set(width, dense)
    return { mixer, feedForward: dense }
  }
}

export function readNemotronNas({ text }: ConfigParts): Decoder {
  const layers = layerCount(text)
  const blocks = text.children('block_configs')
  if (blocks?.length !== layers)
    text.problem('block_configs', `must have ${layers} entries, one a layer, has ${blocks?.length ?? 'none'}`)
  return { layers: (blocks ?? []).map(blockReader(text)), tied: false }
}
