/**
 * Shapes that quantised layers need: whole blocks and groups on every rank.
 * Source: vLLM 0.11.0 to 0.33.0 `quantization/utils/fp8_utils.py`, `distributed/utils.py`, `auto_awq.py`, `compressed_tensors_wNa16.py`,
 * `compressed_tensors_moe_wna16.py`, `moe_wna16.py`; SGLang 0.5.23 `quantization/fp8.py`.
 * @module
 */
import { compareVersions } from '../../../catalog/version.ts'
import type { Engine } from '../../../engines/settings.ts'
import type { Certainty, Reason } from '../../../vocabulary/reasons.ts'
import { type Linear, lengthOnRank, linearsOf, type OutputPart, rowsOnRank } from '../linears.ts'
import { groupOf, type Scheme, storageOf } from '../storage.ts'
import type { SplitInput } from './subject.ts'

interface Broken {
  /** The engine's words. */
  readonly text: string
  readonly certainty: Certainty
}

interface Piece {
  readonly linear: Linear
  readonly ranks: number
  readonly engine: Engine
  readonly group: number
}

type Rule = (piece: Piece) => Broken | undefined

const block = 128
/** MX formats: weights that share a scale. */
const microBlock = 32
/** AWQ and GPTQ experts: the kernel halves groups that do not divide, down to this. */
const smallestGroup = 32

const certain = (text: string): Broken => ({ text, certainty: 'certain' })

function partOnRank(part: OutputPart, ranks: number): number {
  return rowsOnRank({ name: '', class: 'attention', input: 0, outputs: [part], split: 'rows' }, ranks)
}

/** Linear layers with a scale for each 128 × 128 block. */
const fp8Linear: Rule = ({ linear, ranks }) => {
  const { split, outputs } = linear
  if (split === 'length') {
    const length = lengthOnRank(linear, ranks)
    if (ranks === 1 || length % block === 0) return undefined
    return certain(
      `Weight input_size_per_partition = ${length} is not divisible by weight quantization block_k = ${block}.`,
    )
  }
  const tensorSplit = split === 'rows' && ranks > 1
  if (!tensorSplit && outputs.length === 1) return undefined
  // the last of several matrices that are not split may be odd
  const last = tensorSplit ? outputs.length : outputs.length - 1
  for (let i = 0; i < last; i++) {
    const part = outputs[i]
    const rows = part === undefined ? 0 : tensorSplit ? partOnRank(part, ranks) : part.width
    if (rows % block !== 0) {
      return certain(
        `Weight output_partition_size = ${rows} is not divisible by weight quantization block_n = ${block}.`,
      )
    }
  }
  return undefined
}

const fp8Experts: Rule = ({ linear, ranks }) => {
  if (linear.split !== 'length') return undefined
  const width = lengthOnRank(linear, ranks)
  if (width % block === 0) return undefined
  return certain(
    `The output_size of gate's and up's weight = ${width} is not divisible by weight quantization block_n = ${block}.`,
  )
}

const isSince = ({ backend, version }: Engine, since: string) =>
  backend === 'vllm' && (!/\d/.test(version) || compareVersions(version, since) >= 0)

const notAligned =
  'The input size is not aligned with the quantized weight shape. This can be caused by too large tensor parallel size.'

/** compressed-tensors. A text since 0.26.0, a bare assertion before. */
const packedLinear: Rule = (piece) => {
  const { linear, ranks, group, engine } = piece
  const length = lengthOnRank(linear, ranks)
  if (linear.split !== 'length' || ranks === 1 || length % group === 0) return undefined
  return certain(
    isSince(engine, '0.26.0')
      ? `Weight input_size_per_partition=${length} for layer '…${linear.name}' is not divisible by group_size=${group}. This happens when tensor_parallel_size splits the layer input into shards that are not a whole number of quant groups.`
      : `assert input_size_per_partition % group_size == 0 (${length} % ${group})`,
  )
}

/** AWQ and GPTQ. */
const groupLinear: Rule = ({ linear, ranks, group }) => {
  const length = lengthOnRank(linear, ranks)
  if (linear.split !== 'length' || ranks === 1 || length % group === 0) return undefined
  return certain(notAligned)
}

/** Before 0.24.0 the scales of such experts are cut short without a word. */
const packedExperts: Rule = ({ linear, ranks, group, engine }) => {
  const width = lengthOnRank(linear, ranks)
  if (linear.split !== 'length' || width % group === 0) return undefined
  const text = `CompressedTensors WNA16 MoE with static group scales requires the MoE intermediate size per tensor-parallel partition (${width}) to be divisible by group_size (${group}).`
  return { text, certainty: isSince(engine, '0.24.0') ? 'certain' : 'estimated' }
}

const groupExperts: Rule = ({ linear, ranks }) => {
  const width = lengthOnRank(linear, ranks)
  if (linear.split !== 'length' || width % smallestGroup === 0) return undefined
  return { text: `assert group_size >= 32 (experts ${width} wide)`, certainty: 'certain' }
}

const microScaled: Rule = ({ linear, ranks }) => {
  const length = lengthOnRank(linear, ranks)
  if (linear.split !== 'length' || length % microBlock === 0) return undefined
  return certain(
    `MXFP8 needs inputs that are a multiple of ${microBlock}: ${length} % ${microBlock} = ${length % microBlock}`,
  )
}

/** Rule of a scheme, for linear layers and for experts. Schemes without one fit any shape, or are padded to fit. */
const rules: Partial<Record<Scheme, { readonly linear: Rule; readonly experts: Rule }>> = {
  'fp8-block': { linear: fp8Linear, experts: fp8Experts },
  'int4-packed': { linear: packedLinear, experts: packedExperts },
  'int8-group': { linear: packedLinear, experts: packedExperts },
  'int4-group': { linear: groupLinear, experts: groupExperts },
  mxfp8: { linear: microScaled, experts: microScaled },
}

/** The first broken rule: the others of a model follow from the same size. */
export function quantisedShapeReasons(input: SplitInput): Reason[] {
  const { shape, model, engine, layout, path } = input
  const { tensorParallel, dataParallel, expertParallel } = layout
  const storage = storageOf(model.stored, model.loadedAs)
  const group = groupOf(model.loadedAs)
  for (const linears of linearsOf(shape).values()) {
    for (const linear of linears) {
      const rule = rules[storage(linear.class).scheme]
      if (rule === undefined) continue
      const routed = linear.class === 'experts'
      const expertRanks = expertParallel ? 1 : tensorParallel * dataParallel
      const ranks = routed ? expertRanks : tensorParallel
      const broken = (routed ? rule.experts : rule.linear)({ linear, ranks, engine, group })
      if (broken === undefined) continue
      const over = ranks === 1 ? '' : ` over ${ranks} ranks`
      const message = `${linear.name} of ${model.id}${over}: "${broken.text}"`
      // some layers of the class are not quantised: maybe these
      const partly = (model.stored.sharesIn16Bit?.[linear.class] ?? 0) > 0
      return [{ code: 'QuantBlock', certainty: partly ? 'estimated' : broken.certainty, path, message }]
    }
  }
  return []
}
