/**
 * Which precisions a repository can be served in without another download, and how.
 * Source: vLLM online quantisation (`--quantization fp8` on a 16-bit checkpoint), `--dtype` for the 16-bit and 32-bit formats.
 * @module
 */

import type { ResolvedModel } from '../../catalog/model.ts'
import { usualFormat, type WeightFormat } from '../../catalog/weight-format.ts'
import type { EngineSettings } from '../../engines/settings.ts'
import { type Precision, parsePrecision, precisionBits } from '../../vocabulary/precision.ts'

export interface PrecisionChoice {
  readonly precision: Precision
  /** Storage format in memory. */
  readonly format: WeightFormat
  /** Flag value that makes the engine do it; absent when the checkpoint already is it. */
  readonly quantization?: string
  /** vLLM and SGLang `--dtype`. */
  readonly dtype: string
}

const dtypes: Partial<Record<Precision, string>> = { bf16: 'bfloat16', fp16: 'float16', fp32: 'float32' }

/** How the repository is served in `wanted`, or `undefined` when it takes another repository (int4 from a bf16 one). */
export function choosePrecision(model: ResolvedModel, wanted: Precision): PrecisionChoice | undefined {
  const dtype = dtypes[wanted] ?? 'auto'
  if (wanted === model.precision) return { precision: wanted, format: model.format, dtype }
  const stored = precisionBits[model.precision]
  // a wider format: the engine expands, and memory is that of the wider one
  if (dtypes[wanted] !== undefined) return { precision: wanted, format: usualFormat(wanted), dtype }
  if (wanted === 'fp8' && stored === 16)
    return { precision: 'fp8', format: 'fp8', quantization: 'fp8', dtype: 'auto' }
  return undefined
}

/** What the engine must be told for it; nothing where the choice is not known. */
export function settingsOf(choice: PrecisionChoice | undefined): EngineSettings {
  return {
    other: {},
    ...(choice?.quantization === undefined ? {} : { quantization: choice.quantization }),
    ...(choice === undefined ? {} : { dtype: choice.dtype }),
  }
}

/** What arguments that nothing is added to make of the repository: fp8 at load, a wider or the other 16-bit format, or what it holds. */
export function writtenPrecision(settings: EngineSettings, model: ResolvedModel): Precision {
  const isPlain = precisionBits[model.precision] >= 16
  if (isPlain && settings.quantization === 'fp8') return 'fp8'
  const asked = settings.dtype === undefined ? undefined : parsePrecision(settings.dtype)
  return isPlain && asked !== undefined ? asked : model.precision
}

/** Precisions tried when nobody says: the repository's own, then fp8 made at load. Both 16-bit formats weigh the same, so one is enough. */
export function fallbackPrecisions(model: ResolvedModel): readonly Precision[] {
  return precisionBits[model.precision] === 16 ? [model.precision, 'fp8'] : [model.precision]
}
