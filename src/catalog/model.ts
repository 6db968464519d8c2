/**
 * The shape of a model row. The rows are in `model-table.ts`, look-up by name in `models.ts`.
 * @module
 */
import type { Precision } from '../vocabulary/precision.ts'
import type { ModelShape } from './model-shape.ts'
import type { StoredWeights } from './stored-weights.ts'
import type { WeightFormat } from './weight-format.ts'

/** How a model remembers: what decides the bytes of its cache. */
export type AttentionKind =
  | 'full' // MHA, GQA or MQA on every layer
  | 'mla' // one latent cache per layer, replicated on every rank
  | 'sliding-window' // some layers see a window, the others everything
  | 'chunked-local' // some layers see their chunk, the others everything
  | 'hybrid-state' // some layers keep a fixed state per sequence instead of a cache
  | 'compressed-mla' // DeepSeek V4: latent cache at several compression ratios

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
  readonly hiddenSize: number
  readonly layers: number
  readonly attentionHeads: number
  /** Key/value heads; absent where the cache is not per head (MLA). */
  readonly kvHeads?: number
  readonly headDim: number
  readonly valueHeadDim: number
  /** Width of the dense feed-forward layers; absent where there are none. */
  readonly feedForwardSize?: number
  readonly vocabularySize: number
  readonly tiedEmbeddings: boolean
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
  readonly attention: AttentionKind
  readonly fullAttentionLayers: number
  readonly windowLayers: number
  readonly window?: number
  readonly stateLayers: number
  readonly mla?: {
    readonly kvLoraRank: number
    readonly ropeDim: number
    readonly qLoraRank?: number
    readonly qkNopeDim?: number
  }
  readonly moe?: {
    readonly experts: number
    readonly topK: number
    readonly feedForwardSize: number
    readonly sharedExperts: number
    readonly denseLayers: number
  }
  /** Size of the files the engine loads, GiB, in the native format; absent where not collected. */
  readonly checkpointGiB?: number
  /** Cache bytes per token of the layers that keep everything, bf16, one rank. Absent where not collected. */
  readonly kvBytesPerToken?: number
  /** Extra cache bytes per token inside the window, bf16, one rank. */
  readonly windowKVBytesPerToken: number
  /** Fixed state per sequence, MiB, one rank. */
  readonly stateMiBPerSequence: number
  /** Legal tensor-parallel sizes up to 16 by the head and width rules. */
  readonly tensorParallelSizes: readonly number[]
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
