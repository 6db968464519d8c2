/**
 * What `model.safetensors.index.json` says beyond the config: the size of the files, and which tensors really carry scales.
 * @module
 */
import type { ModelShape, TensorClass } from '../model-shape.ts'
import type { StoredWeights } from '../stored-weights.ts'
import { weightFormats } from '../weight-format.ts'
import { ConfigFields, type ConfigProblem } from './config-fields.ts'
import { encoderWord, modulesOf } from './quantization/module-names.ts'

export interface WeightsIndex {
  /** The storage it was given, corrected by the files. Absent where `errors` say why. */
  readonly stored?: StoredWeights
  /** The files hold multi-token-prediction layers, which engines load only for speculation. */
  readonly draftInFiles: boolean
  readonly encoderInFiles: boolean
  readonly errors: readonly ConfigProblem[]
}

/** Endings of tensors that only quantised modules have. */
const quantisedTensor =
  /(^|[._])(weight_scale(_inv|_2)?|scales?|scale_inv|qweight|qzeros|blocks|weight_packed)$/
const zeroPointTensor = /\.(qzeros|weight_zero_point)$/

/** Modules of the decoder by layer, and whether they carry scales. */
interface Found {
  readonly modules: Map<string, boolean>
  draft: boolean
  encoder: boolean
  zeroPoints: boolean
}

function addTensor(found: Found, name: string, layers: number): void {
  const layered = /(?:^|\.)layers\.(\d+)\.(.+)$/.exec(name)
  const before = layered ? name.slice(0, layered.index) : name
  const quantised = quantisedTensor.test(name)
  if (/(^|\.)mtp(\.|$)/.test(before)) found.draft = true
  else if (encoderWord.test(before)) found.encoder = true
  else if (layered) {
    const layer = Number(layered[1])
    if (layer >= layers) {
      found.draft = true
      return
    }
    if (zeroPointTensor.test(name)) found.zeroPoints = true
    const module = `${layer}.${(layered[2] ?? '').replace(/\.?[^.]+$/, '')}`
    found.modules.set(module, quantised || found.modules.get(module) === true)
  }
}

/** Shares of each class without scales, by parameters; classes that no known name stands for are left out. */
function sharesWithoutScales(shape: ModelShape, found: Found): ReadonlyMap<TensorClass, number> {
  const sums = new Map<TensorClass, { plain: number; all: number }>()
  for (const { cls, layer, names, weight } of modulesOf(shape)) {
    if (layer === undefined) continue
    const own = names.map((name) => found.modules.get(`${layer}.${name}`)).find((has) => has !== undefined)
    if (own === undefined) continue
    const sum = sums.get(cls) ?? { plain: 0, all: 0 }
    sums.set(cls, sum)
    sum.all += weight
    if (!own) sum.plain += weight
  }
  return new Map([...sums].map(([cls, { plain, all }]) => [cls, plain / all]))
}

/** Storage with the classes the files show; formats of composed names say themselves what they leave out. */
function corrected(shape: ModelShape, stored: StoredWeights, found: Found): StoredWeights {
  if (/^(fp32|bf16|fp16)$/.test(weightFormats[stored.format]) || stored.format.includes('-experts'))
    return stored
  const in16Bit = new Set(stored.in16Bit)
  const shares: Partial<Record<TensorClass, number>> = { ...stored.sharesIn16Bit }
  const otherwise = { ...stored.otherwise }
  for (const [cls, share] of sharesWithoutScales(shape, found)) {
    delete shares[cls]
    in16Bit.delete(cls)
    if (share === 1) {
      in16Bit.add(cls)
      delete otherwise[cls]
    } else if (share > 0) shares[cls] = share
  }
  const { in16Bit: _exempt, sharesIn16Bit: _shares, otherwise: _others, ...rest } = stored
  return {
    ...rest,
    ...(in16Bit.size > 0 && { in16Bit: [...in16Bit] }),
    ...(Object.keys(shares).length > 0 && { sharesIn16Bit: shares }),
    ...(Object.keys(otherwise).length > 0 && { otherwise }),
    ...(weightFormats[stored.format] === 'int4' && { zeroPoints: found.zeroPoints }),
  }
}

/**
 * Reads a parsed index. `checkpointBytes` is set only where the files hold no draft layers: the index has no sizes to take
 * them off by.
 */
export function readWeightsIndex(index: unknown, shape: ModelShape, stored: StoredWeights): WeightsIndex {
  const errors: ConfigProblem[] = []
  const root = ConfigFields.root(index, errors)
  const names = root?.child('weight_map')
  const none = { draftInFiles: false, encoderInFiles: false, errors }
  if (root === undefined) return none
  if (names === undefined) {
    if (!root.has('weight_map')) root.problem('weight_map', 'is missing: must map each tensor to its file')
    return none
  }
  const metadata = root.child('metadata')
  const totalBytes = metadata?.has('total_size') ? metadata.number('total_size', 0) : undefined
  if (totalBytes !== undefined && totalBytes <= 0)
    metadata?.problem('total_size', `must be the bytes of all tensors, is ${totalBytes}`)
  const found: Found = {
    modules: new Map(),
    draft: false,
    encoder: false,
    zeroPoints: false,
  }
  for (const name of names.keys()) addTensor(found, name, shape.layers.length)
  if (found.modules.size === 0)
    root.problem('weight_map', 'must name the tensors of the layers, such as model.layers.0.…')
  if (errors.length > 0) return none
  const { checkpointBytes: _before, ...known } = corrected(shape, stored, found)
  return {
    stored: { ...known, ...(totalBytes !== undefined && !found.draft && { checkpointBytes: totalBytes }) },
    draftInFiles: found.draft,
    encoderInFiles: found.encoder,
    errors,
  }
}
