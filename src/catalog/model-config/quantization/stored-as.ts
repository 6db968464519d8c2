/**
 * From the rules of a method to the storage of a model's classes of tensors.
 * @module
 */
import type { ModelShape, TensorClass } from '../../model-shape.ts'
import type { StoredWeights } from '../../stored-weights.ts'
import type { WeightFormat } from '../../weight-format.ts'
import { modulesOf } from './module-names.ts'
import type { QuantizationRules } from './rules.ts'

/** Parameters of one class by their format; `'16'` for what stays in 16 bit. */
type Tally = Map<WeightFormat | '16', number>

/** Classes that methods quantise unless told otherwise; the others need to be named. */
const usual: ReadonlySet<TensorClass> = new Set([
  'attention',
  'stateMixer',
  'indexer',
  'dense',
  'sharedExperts',
  'experts',
])

function tallyOf(shape: ModelShape, rules: QuantizationRules): Map<TensorClass, Tally> {
  const tallies = new Map<TensorClass, Tally>()
  for (const module of modulesOf(shape)) {
    const { cls, weight } = module
    const out = (cls === 'head' && !rules.reaches.head) || (cls === 'encoder' && !rules.reaches.encoder)
    const group =
      out || rules.ignored(module)
        ? undefined
        : rules.groups.find(({ targets }) => targets === undefined || targets(module))
    let tally = tallies.get(cls)
    if (tally === undefined) {
      tally = new Map()
      tallies.set(cls, tally)
    }
    const format = group?.format ?? '16'
    tally.set(format, (tally.get(format) ?? 0) + weight)
  }
  return tallies
}

/** The most frequent format; `undefined` where all stays in 16 bit. */
function mostOf(tally: Tally): WeightFormat | undefined {
  let most: WeightFormat | undefined
  let weight = 0
  for (const [format, share] of tally)
    if (format !== '16' && share > weight) {
      most = format
      weight = share
    }
  return most
}

/** The class that decides what a model's format is called: the experts where there are any. */
const leading = ['experts', 'dense', 'stateMixer', 'attention'] as const

/**
 * Storage by class. Formats of composed names (`mxfp4-experts`) speak for themselves; a class in another format than the leading
 * one is in `otherwise`, one that a list exempts in `in16Bit`, one exempt in part in `sharesIn16Bit`.
 */
export function storedAs(shape: ModelShape, rules: QuantizationRules): StoredWeights {
  const only = rules.groups.length === 1 ? rules.groups[0]?.format : undefined
  if (only === 'mxfp4-experts' || only === 'mxfp4-experts+fp8') return { format: only }
  const tallies = tallyOf(shape, rules)
  const format = leading.map((cls) => mostOf(tallies.get(cls) ?? new Map())).find((found) => found)
  if (format === undefined) return { format: 'bf16' }
  const in16Bit: TensorClass[] = []
  const sharesIn16Bit: Partial<Record<TensorClass, number>> = {}
  const otherwise: Partial<Record<TensorClass, WeightFormat>> = {}
  for (const [cls, tally] of tallies) {
    const own = mostOf(tally)
    const total = [...tally.values()].reduce((sum, weight) => sum + weight, 0)
    const share = (tally.get('16') ?? 0) / total
    if (own === undefined) {
      if (usual.has(cls)) in16Bit.push(cls)
      continue
    }
    if (own !== format || !usual.has(cls)) otherwise[cls] = own
    if (share > 0) sharesIn16Bit[cls] = share
  }
  const { zeroPoints } = rules
  return {
    format,
    ...(in16Bit.length > 0 && { in16Bit }),
    ...(Object.keys(sharesIn16Bit).length > 0 && { sharesIn16Bit }),
    ...(Object.keys(otherwise).length > 0 && { otherwise }),
    ...(zeroPoints !== undefined && format.startsWith('int4') && { zeroPoints }),
  }
}
