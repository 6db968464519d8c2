/**
 * Parameters of vision transformers, the part that all towers share.
 * @module
 */

/** A layer's dimensions and what it has beside its matrices. */
export interface VisionLayer {
  readonly hidden: number
  readonly intermediate: number
  /** Three matrices instead of two. */
  readonly gated: boolean
  /** Biases on all projections. */
  readonly bias: boolean
  /** Vectors of the hidden size in the two norms: 4 for LayerNorm, 2 for RMSNorm. */
  readonly normVectors: 2 | 4
}

export function visionLayer({ hidden, intermediate, gated, bias, normVectors }: VisionLayer): number {
  const attention = 4 * hidden * hidden + (bias ? 4 * hidden : 0)
  const matrices = (gated ? 3 : 2) * hidden * intermediate
  const biases = bias ? (gated ? 2 : 1) * intermediate + hidden : 0
  return attention + matrices + biases + normVectors * hidden
}

/** One matrix, with a bias unless told otherwise. */
export function linear(input: number, output: number, bias = true): number {
  return input * output + (bias ? output : 0)
}
