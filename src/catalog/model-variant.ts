/**
 * One repository with the architecture of a row of the model table.
 * @module
 */
import type { WeightFormat } from './weight-format.ts'

export interface ModelVariant {
  readonly id: string
  /** Id of the row. */
  readonly of: string
  /** Where it differs from the row. */
  readonly maxPositions?: number
  /** Where it differs from the row. */
  readonly format?: WeightFormat
  /** Files of this repository, GiB, where its format is not the row's. */
  readonly checkpointGiB?: number
}

/** Thousand tokens, as context lengths are counted. */
export const k = 1024

/**
 * `publisher/name`s that share a row, with what they have in common against it.
 *
 * @example variants('Qwen/Qwen3-4B', 'Qwen', 'Qwen3-4B-Instruct-2507 Qwen3-4B-Thinking-2507', { maxPositions: 256 * k })
 */
export function variants(
  of: string,
  publisher: string,
  names: string,
  difference: Omit<ModelVariant, 'id' | 'of'> = {},
): ModelVariant[] {
  return names
    .trim()
    .split(/\s+/)
    .map((name) => ({ id: `${publisher}/${name}`, of, ...difference }))
}
