/**
 * What a quantisation method says of the weights, the same words for all methods.
 * @module
 */

import type { WeightFormat } from '../../weight-format.ts'
import type { ConfigFields } from '../config-fields.ts'
import type { ModuleMatcher } from './name-patterns.ts'
import { formatOf, inWords, type WeightWords } from './weight-words.ts'

export interface QuantizationGroup {
  readonly format: WeightFormat
  /** Modules of the group; absent: all that no group before it has. */
  readonly targets?: ModuleMatcher
}

export interface QuantizationRules {
  /** The first that matches counts. */
  readonly groups: readonly QuantizationGroup[]
  /** Modules that stay in 16 bit. */
  readonly ignored: ModuleMatcher
  /** Whether the method reaches the output head and the encoder where nothing excludes them. */
  readonly reaches: { readonly head: boolean; readonly encoder: boolean }
  readonly zeroPoints?: boolean
}

export type MethodReading = { readonly rules: QuantizationRules } | { readonly unknown: string }

/** Reads the rest of a `quantization_config` whose method is known. */
export type MethodReader = (config: ConfigFields) => MethodReading

export const decoderOnly = { head: false, encoder: false } as const
export const everyLinear = { head: true, encoder: true } as const
/** The linear layers of all towers, the head not: it is no linear layer to these methods. */
export const allButHead = { head: false, encoder: true } as const

export function notComputed(words: WeightWords): { readonly unknown: string } {
  return { unknown: `fitgate does not compute weights stored as ${inWords(words)}.` }
}

/** One format for everything. */
export function uniform(
  words: WeightWords,
  ignored: ModuleMatcher,
  reaches: QuantizationRules['reaches'],
  zeroPoints?: boolean,
): MethodReading {
  const format = formatOf(words)
  if (format === undefined) return notComputed(words)
  return {
    rules: {
      groups: [{ format }],
      ignored,
      reaches,
      ...(zeroPoints !== undefined && { zeroPoints }),
    },
  }
}
