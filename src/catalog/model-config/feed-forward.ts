/**
 * Feed-forward blocks in the usual words.
 * @module
 */
import type { DenseFeedForward, FeedForward } from '../model-shape.ts'
import type { ConfigFields } from './config-fields.ts'

/** Gate, up and down of `intermediate_size`; `mlp_bias` where the class knows it. */
export function gatedFeedForward(text: ConfigFields, key = 'intermediate_size'): DenseFeedForward {
  const bias = text.flag('mlp_bias', false)
  return { kind: 'dense', width: text.dimension(key), gated: true, ...(bias && { bias }) }
}

/** Layers that `test` says have experts, the others dense. Neither is read where no layer has it. */
export function mixedFeedForward(
  layers: number,
  test: (layer: number) => boolean,
  experts: () => FeedForward,
  dense: () => FeedForward,
): (layer: number) => FeedForward {
  const sparse = Array.from({ length: layers }, (_, layer) => test(layer))
  const some = sparse.includes(true) ? experts() : undefined
  const rest = sparse.includes(false) ? dense() : undefined
  return (layer) => (sparse[layer] ? some : rest) ?? { kind: 'none' }
}
