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
  /** Share of a class that stays in 16 bit where some of its modules or layers do, 0 to 1. */
  readonly sharesIn16Bit?: Readonly<Partial<Record<TensorClass, number>>>
  /** Classes in another format than `format`: mixed builds, quantised heads and encoders. */
  readonly otherwise?: Readonly<Partial<Record<TensorClass, WeightFormat>>>
  /** Cache dtype that the checkpoint asks for, which vLLM follows where the flag says `auto`. */
  readonly cacheDtype?: 'fp8'
  /** int4 groups carry a zero point beside their scale (AWQ, asymmetric compressed-tensors); absent: those of 128 do. */
  readonly zeroPoints?: boolean
  /** Bytes of the files the engine loads, where they are known. */
  readonly checkpointBytes?: number
}
