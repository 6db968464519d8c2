/**
 * The shape of a model row. The rows are in `model-table.ts`, look-up by name in `models.ts`.
 * @module
 */
import type { Precision } from '../vocabulary/precision.ts'
import type { ModelShape } from './model-shape.ts'
import type { StoredWeights } from './stored-weights.ts'
import type { WeightFormat } from './weight-format.ts'

export interface ModelArchitecture {
  /** Hub repository, `Qwen/Qwen3-32B`. */
  readonly id: string
  /** Other repositories or names with the same architecture. */
  readonly aliases: readonly string[]
  readonly family: string
  /** `Qwen3ForCausalLM`, as in config.json. */
  readonly architecture: string
  /** Its layers, one by one; absent where a dimension of the model is not known. */
  readonly shape?: ModelShape
  /** Parameters, billions, counted from the shape, encoder included and draft layers not; absent where its weights are not described. */
  readonly parametersB?: number
  /** Published count, billions. */
  readonly publishedParametersB?: number
  readonly activeParametersB?: number
  /** As the table writes it: `bf16`, `fp8-block128`, `mxfp4 experts + bf16`. */
  readonly nativeFormat: string
  /** Precision of most of the published weights. */
  readonly nativePrecision: Precision
  readonly maxPositions: number
  /** Some layers deal their tokens to experts. */
  readonly moe?: true
  /** Size of the files the engine loads, GiB, in the native format; absent where not collected. */
  readonly checkpointGiB?: number
  /** Quantised builds known to exist: `fp8`, `awq-int4`, … */
  readonly quantizedBuilds: readonly string[]
  readonly source: string
}

/** A repository name, understood. */
export interface ResolvedModel {
  readonly architecture: ModelArchitecture
  /** The repository as the user wrote it. */
  readonly id: string
  /** Precision of the weights in that repository. */
  readonly precision: Precision
  /** Storage of the weights in that repository: `bf16`, `fp8-block128`, `int4-g128`, `mxfp4-experts`, … */
  readonly format: WeightFormat
  /** That format, with what this repository is known to leave out of it. */
  readonly stored: StoredWeights
  /** How the name was understood; `exact` needs no words, the others are told to the user. */
  readonly how: 'exact' | 'alias' | 'build'
  /** `a fp8 build of meta-llama/Llama-3.1-405B-Instruct`; empty when exact. */
  readonly note: string
}
