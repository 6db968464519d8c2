/**
 * Divisibility of heads, widths and tables over tensor-parallel ranks.
 * Source: vLLM 0.11 to 0.33 `config/model.py`, `layers/linear.py`, `layers/fused_moe`, `models/*`; SGLang 0.5.23 `layers/linear.py`.
 * @module
 */
import type { Mixer } from '../../../catalog/model-shape.ts'
import { formatCount } from '../../../vocabulary/quantity.ts'
import type { Reason } from '../../../vocabulary/reasons.ts'
import { linearsOf } from '../linears.ts'
import { certain, estimated, type SplitInput } from './subject.ts'

/** The assertion of both engines' `divide`. */
const notDivisible = (numerator: number, denominator: number) =>
  `"${numerator} is not divisible by ${denominator}"`

/** Heads that a layer's state is split by; attention has rules of its own. */
function stateHeads(mixer: Mixer): readonly number[] {
  switch (mixer.kind) {
    case 'gated-delta':
      return [mixer.keyHeads, mixer.valueHeads]
    case 'kimi-delta':
    case 'mamba2':
    case 'lightning':
      return [mixer.heads]
    case 'attention':
    case 'latent':
    case 'compressed-latent':
    case 'none':
      return []
    default:
      return mixer satisfies never
  }
}

const hasHeads = (mixer: Mixer) =>
  mixer.kind === 'attention' || mixer.kind === 'latent' || mixer.kind === 'compressed-latent'

function headReason({ engine, model, layout, path }: SplitInput, heads: number, first: boolean): Reason {
  const ranks = layout.tensorParallel
  const text =
    engine.backend === 'vllm' && first
      ? `"Total number of attention heads (${heads}) must be divisible by tensor parallel size (${ranks})."`
      : notDivisible(heads, ranks)
  return certain('AttentionHeads', path, `${model.id} has ${heads} attention heads: ${text}`)
}

/** Attention, key/value and state heads. */
export function headReasons(input: SplitInput): Reason[] {
  const { shape, model, layout, path } = input
  const ranks = layout.tensorParallel
  const reasons: Reason[] = []
  let first = true
  for (const { mixer } of shape.kinds) {
    if (hasHeads(mixer) && 'heads' in mixer) {
      if (mixer.heads % ranks !== 0) reasons.push(headReason(input, mixer.heads, first))
      first = false
    }
    if (mixer.kind === 'attention') {
      const most = Math.max(mixer.kvHeads, ranks)
      const least = Math.min(mixer.kvHeads, ranks)
      if (most % least !== 0) {
        reasons.push(
          certain(
            'KVHeads',
            path,
            `${model.id} has ${mixer.kvHeads} KV heads, which do not divide over tensor parallel ${ranks}: ${notDivisible(most, least)}`,
          ),
        )
      }
    }
    for (const heads of stateHeads(mixer)) {
      if (heads % ranks === 0) continue
      reasons.push(
        certain(
          'AttentionHeads',
          path,
          `${model.id} has layers with ${heads} state heads: ${notDivisible(heads, ranks)}`,
        ),
      )
    }
  }
  return reasons
}

/** Widths of dense layers, shared experts and, without expert parallelism, of the experts. */
export function widthReasons({ shape, model, layout, path }: SplitInput): Reason[] {
  const { tensorParallel, dataParallel, expertParallel } = layout
  const reasons: Reason[] = []
  for (const linears of linearsOf(shape).values()) {
    for (const { class: cls, split, input } of linears) {
      // the input of the last matrix is the width; the others follow from it
      if (split !== 'length') continue
      if (cls === 'experts') {
        const ranks = tensorParallel * dataParallel
        if (expertParallel || input % ranks === 0) continue
        const over = dataParallel > 1 ? ` (the ${dataParallel} replicas split them together)` : ''
        reasons.push(
          certain(
            'ExpertWidth',
            path,
            `${model.id} has experts ${formatCount(input)} wide: ${notDivisible(input, ranks)}${over}`,
          ),
        )
      } else if ((cls === 'dense' || cls === 'sharedExperts') && input % tensorParallel !== 0) {
        reasons.push(
          certain(
            'FeedForwardWidth',
            path,
            `${model.id} has feed-forward layers ${formatCount(input)} wide: ${notDivisible(input, tensorParallel)}`,
          ),
        )
      }
    }
  }
  return reasons
}

/** vLLM 0.11.0 to 0.33.0: classes that compare ranks and experts before they split the width. SGLang's do all. */
const countsExperts = /^(Qwen[23]Moe|Qwen3Next|Qwen3VLMoe|Qwen3_5Moe|MiniMaxM2|Cohere2Moe|MiMoV2)/

export function expertCountReasons({ shape, engine, model, layout, path }: SplitInput): Reason[] {
  const { tensorParallel, expertParallel } = layout
  if (expertParallel) return []
  if (engine.backend === 'vllm' && !countsExperts.test(shape.architecture)) return []
  for (const { feedForward } of shape.kinds) {
    if (feedForward.kind !== 'experts' || feedForward.experts >= tensorParallel) continue
    const text = `"Tensor parallel size ${tensorParallel} is greater than the number of experts ${feedForward.experts}."`
    return [certain('ExpertWidth', path, `${model.id} has ${feedForward.experts} experts: ${text}`)]
  }
  return []
}

const vocabularyPadding = 64

/** Embedding and head are padded to 64 rows, which any power of two up to it divides. */
export function vocabularyReasons({ shape, model, layout, path }: SplitInput): Reason[] {
  const ranks = layout.tensorParallel
  if (vocabularyPadding % ranks === 0) return []
  const rows = Math.ceil(shape.vocabularySize / vocabularyPadding) * vocabularyPadding
  if (rows % ranks === 0) return []
  const message = `${model.id} has a vocabulary of ${formatCount(rows)} rows: ${notDivisible(rows, ranks)}`
  return [certain('VocabularySize', path, message)]
}

/** Some encoders fall back to a copy on every rank, so a width that does not divide is no proof. */
export function encoderReasons({ shape, model, layout, path }: SplitInput): Reason[] {
  const { encoder } = shape
  const { tensorParallel, multimodal, encoderReplicated } = layout
  if (encoder === undefined || !encoder.split || !multimodal || encoderReplicated) return []
  if (encoder.heads % tensorParallel === 0 || encoder.copiedIfUneven) return []
  const message = `the encoder of ${model.id} has ${encoder.heads} heads: ${notDivisible(encoder.heads, tensorParallel)}; --mm-encoder-tp-mode data keeps a copy on every rank`
  return [estimated('AttentionHeads', path, message)]
}
