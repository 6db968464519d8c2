/**
 * Bytes of one stored weight by class of tensor, for every format that repositories use.
 * Sources: compressed-tensors, AWQ and GPTQ layouts, OCP microscaling formats, NVFP4; vLLM 0.33.0 `layers/quantization`.
 * @module
 */
import { type TensorClass, tensorClasses } from '../../catalog/model-shape.ts'
import type { StoredWeights } from '../../catalog/stored-weights.ts'
import { type WeightFormat, weightFormats } from '../../catalog/weight-format.ts'

/** How the tensors of one class are held. */
export interface ClassStorage {
  /** Bytes a weight, scales apart. */
  readonly bytes: number
  /** Bytes a weight of the scales and zero points of its block or group. */
  readonly scaleBytes: number
  /** Bytes a row beside them: one fp32 scale where scales are per output channel. */
  readonly rowBytes: number
  readonly scheme: Scheme
}

/**
 * How weights are quantised, as far as padding, legality and kernels tell it apart. `int4-packed` is compressed-tensors without
 * zero points, `int4-group` AWQ and GPTQ.
 */
export type Scheme =
  | 'none'
  | 'fp8-tensor'
  | 'fp8-block'
  | 'fp8-channel'
  | 'mxfp8'
  | 'int8'
  | 'int8-group'
  | 'int4-group'
  | 'int4-packed'
  | 'mxfp4'
  | 'nvfp4'

/** Weights that share a scale along a row (a block is as long in both directions). */
export function groupOf(format: WeightFormat): number {
  const size = /(?:block|g)(\d+)$/.exec(format)?.[1]
  return size === undefined ? 32 : Number(size)
}

const int4 = (group: number, zeroPoints: boolean): ClassStorage => ({
  bytes: 0.5,
  scaleBytes: (zeroPoints ? 2.5 : 2) / group,
  rowBytes: 0,
  scheme: zeroPoints ? 'int4-group' : 'int4-packed',
})
const held = (scheme: Scheme, bytes: number, scaleBytes = 0, rowBytes = 0): ClassStorage => ({
  bytes,
  scaleBytes,
  rowBytes,
  scheme,
})

const in16Bit = held('none', 2)
const in32Bit = held('none', 4)
const fp8Block = held('fp8-block', 1, 4 / 128 ** 2)
const mxfp4 = held('mxfp4', 0.5, 1 / 32)

/** What a format makes of the tensors that it quantises. */
function quantised(format: WeightFormat, zeroPoints: boolean | undefined): ClassStorage {
  switch (format) {
    case 'fp32':
      return in32Bit
    case 'bf16':
    case 'fp16':
      return in16Bit
    case 'fp8':
      return held('fp8-tensor', 1)
    case 'fp8-channel':
    case 'fp8-fbgemm':
      return held('fp8-channel', 1, 0, 4)
    case 'fp8-block128':
      return fp8Block
    case 'mxfp8':
      return held('mxfp8', 1, 1 / 32)
    case 'int8':
      return held('int8', 1, 0, 4)
    case 'int8-g128':
      return held('int8-group', 1, 2 / 128)
    // AWQ and the repositories in its manner keep zero points; groups of 32 are compressed-tensors, symmetric
    case 'int4-g128':
      return int4(128, zeroPoints ?? true)
    case 'int4-g64':
      return int4(64, zeroPoints ?? true)
    case 'int4-g32':
    case 'int4-experts-g32':
      return int4(32, zeroPoints ?? false)
    case 'mxfp4':
    case 'mxfp4-experts':
    case 'mxfp4-experts+fp8':
      return mxfp4
    case 'nvfp4':
      return held('nvfp4', 0.5, 1 / 16)
    default:
      return format satisfies never
  }
}

/** Classes that no common format quantises. */
const neverQuantised: ReadonlySet<TensorClass> = new Set(['router', 'embedding', 'head', 'encoder', 'norm'])

/** Formats that quantise the routed experts only, and what they make of the rest. */
const restOf: Partial<Record<WeightFormat, ClassStorage>> = {
  'int4-experts-g32': in16Bit,
  'mxfp4-experts': in16Bit,
  'mxfp4-experts+fp8': fp8Block,
}

export type Storage = (cls: TensorClass) => ClassStorage

function mixed(full: ClassStorage, of: ClassStorage, share: number): ClassStorage {
  return {
    bytes: share * full.bytes + (1 - share) * of.bytes,
    scaleBytes: (1 - share) * of.scaleBytes,
    rowBytes: (1 - share) * of.rowBytes,
    scheme: of.scheme,
  }
}

function build(stored: StoredWeights, loadedAs: WeightFormat): Storage {
  const full = loadedAs === 'fp32' ? in32Bit : in16Bit
  const usual = (cls: TensorClass): ClassStorage => {
    if (neverQuantised.has(cls) || (loadedAs === 'fp8-fbgemm' && cls === 'attention')) return full
    const of = quantised(loadedAs, stored.zeroPoints)
    return cls === 'experts' ? of : (restOf[loadedAs] ?? of)
  }
  const classes = new Map<TensorClass, ClassStorage>()
  for (const cls of tensorClasses) {
    classes.set(cls, loadedAs === stored.format ? asStored(cls, stored, full, usual) : usual(cls))
  }
  return (cls) => classes.get(cls) ?? full
}

/** With the exceptions of the repository; an engine that quantises or expands at load knows none of them. */
function asStored(
  cls: TensorClass,
  { in16Bit: exempt, otherwise, sharesIn16Bit, zeroPoints }: StoredWeights,
  full: ClassStorage,
  usual: (cls: TensorClass) => ClassStorage,
): ClassStorage {
  if (exempt?.includes(cls)) return full
  const other = otherwise?.[cls]
  const of = other === undefined ? usual(cls) : quantised(other, zeroPoints)
  const share = sharesIn16Bit?.[cls]
  return share === undefined ? of : mixed(full, of, share)
}

const known = new WeakMap<StoredWeights, Map<WeightFormat, Storage>>()

/**
 * Storage by class of a repository's weights, held as `loadedAs`: its own format, a wider one (expanded for a device that lacks
 * it) or one that the engine quantises to at load.
 */
export function storageOf(stored: StoredWeights, loadedAs: WeightFormat = stored.format): Storage {
  let formats = known.get(stored)
  if (formats === undefined) {
    formats = new Map()
    known.set(stored, formats)
  }
  let storage = formats.get(loadedAs)
  if (storage === undefined) {
    storage = build(stored, loadedAs)
    formats.set(loadedAs, storage)
  }
  return storage
}

/** Weights that the repository has in 16 or 32 bit and the engine quantises itself. */
export function quantisesOnLoad(stored: StoredWeights, loadedAs: WeightFormat): boolean {
  const wide = (format: WeightFormat) => /^(fp32|bf16|fp16)$/.test(weightFormats[format])
  return wide(stored.format) && !wide(loadedAs)
}
