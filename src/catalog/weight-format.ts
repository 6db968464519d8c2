/**
 * How weights are stored: the formats that published repositories use.
 * @module
 */
import type { Precision } from '../vocabulary/precision.ts'

/**
 * Format → precision of most weights. What each keeps in 16 bit (embeddings, head, router, norms, and for some the attention)
 * is the weight estimator's business.
 *
 * - `fp8`: one scale a tensor; `fp8-channel`: one a row; `fp8-block128`: one per 128×128 block
 * - `fp8-fbgemm`: per row, attention left in bf16 (Meta's Llama 3.1 405B FP8)
 * - `int4-g128`, `int4-g64`, `int4-g32`: AWQ, GPTQ or compressed-tensors with that group size; `int4-experts-g32`: routed experts only
 * - `mxfp4-experts`: routed experts in mxfp4, the rest in bf16; `mxfp4-experts+fp8`: the rest in fp8
 */
export const weightFormats = {
  fp32: 'fp32',
  bf16: 'bf16',
  fp16: 'fp16',
  fp8: 'fp8',
  'fp8-channel': 'fp8',
  'fp8-block128': 'fp8',
  'fp8-fbgemm': 'fp8',
  mxfp8: 'fp8',
  int8: 'int8',
  'int8-g128': 'int8',
  'int4-g128': 'int4',
  'int4-g64': 'int4',
  'int4-g32': 'int4',
  'int4-experts-g32': 'int4',
  mxfp4: 'fp4',
  nvfp4: 'fp4',
  'mxfp4-experts': 'fp4',
  'mxfp4-experts+fp8': 'fp4',
} as const satisfies Readonly<Record<string, Precision>>

export type WeightFormat = keyof typeof weightFormats

/** The usual format of a precision, where nothing more is known of a repository. */
export function usualFormat(precision: Precision): WeightFormat {
  switch (precision) {
    case 'fp4':
      return 'mxfp4'
    case 'int4':
      return 'int4-g128'
    default:
      return precision
  }
}

/** A format and its precision. */
export interface Storage {
  readonly format: WeightFormat
  readonly precision: Precision
}

export function storageOf(format: WeightFormat): Storage {
  return { format, precision: weightFormats[format] }
}

/** The model table's own words for what publishers ship, where they are not format names. */
const tableWords: Readonly<Record<string, WeightFormat>> = {
  'mxfp4 experts + bf16': 'mxfp4-experts',
  'mxfp4 experts + fp8': 'mxfp4-experts+fp8',
}

/** Storage of a row's `nativeFormat`. Throws on a word nobody defined: a row is data, and wrong data must not load. */
export function nativeStorage(words: string): Storage {
  const format =
    tableWords[words] ?? (Object.hasOwn(weightFormats, words) ? (words as WeightFormat) : undefined)
  if (format === undefined) throw new Error(`unknown weight format "${words}" in the model table`)
  return storageOf(format)
}
