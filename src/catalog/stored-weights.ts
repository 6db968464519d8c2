/**
 * How the weights of one repository are stored: its format, and what it leaves out of it.
 * @module
 */
import type { TensorClass } from './model-shape.ts'
import type { WeightFormat } from './weight-format.ts'

export interface StoredWeights {
  /** Format of most of the weights. */
  readonly format: WeightFormat
  /** Classes that stay in 16 bit although the format usually quantises them; absent: what the format does by itself. */
  readonly in16Bit?: readonly TensorClass[]
  /** Bytes of the files the engine loads, where they are known. */
  readonly checkpointBytes?: number
}
