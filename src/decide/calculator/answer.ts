/**
 * The calculator's answer: plain figures of one GPU, the fullest, and what they serve.
 * @module
 */
import type { ReasonCode, Verdict } from '../../vocabulary/reasons.ts'

export interface AnswerReason {
  readonly code: ReasonCode
  /** Flag that could be changed. */
  readonly field?: string
  readonly certainty: 'certain' | 'estimated'
  readonly message: string
}

/** GiB, of the fullest rank. */
export interface PerGPU {
  readonly totalGiB: number
  /** What the engine may use. */
  readonly budgetGiB: number
  readonly weightsGiB: number
  readonly activationsGiB: number
  readonly nonTorchGiB: number
  readonly graphsGiB: number
  /** Left for the KV cache; negative when there is less than nothing. */
  readonly kvCacheGiB: number
  /** One request of `maxModelLen`. */
  readonly kvCacheNeededGiB: number
  readonly headroomGiB: number
}

/** All that can be said of weights on no device in particular. */
export type WeightsOnly = Pick<PerGPU, 'weightsGiB'>

export interface Alternative {
  readonly changes: readonly { readonly flag: string; readonly value: string }[]
  readonly verdict: Verdict
  readonly kvCacheGiB: number
  readonly kvCacheTokens: number
  readonly maxConcurrency: number
  readonly maxModelLen: number
}

export interface Answer {
  readonly verdict: Verdict
  /** Why not, or why only just; empty when it fits. */
  readonly reasons: readonly AnswerReason[]
  /** How the question was understood, in sentences. */
  readonly notes: readonly string[]
  readonly model: string
  /** Storage of the weights in memory: `bf16`, `fp8-block128`, … */
  readonly format?: string
  readonly accelerator: string
  readonly engine: string
  readonly gpus: number
  /** Absent where nothing could be computed; only weights where nobody said on which GPU. */
  readonly perGpu?: PerGPU | WeightsOnly
  /** As this version of the engine logs them. */
  readonly kvCacheTokens?: number
  readonly maxModelLen?: number
  /** Requests of `maxModelLen` at once. */
  readonly maxConcurrency?: number
  /** Longest request that fits, tokens. */
  readonly largestMaxModelLen?: number
  /** The nearest changes that fit, each computed like the answer itself. */
  readonly alternatives: readonly Alternative[]
}

/** Four decimals: a tenth of a MiB, and nothing that only floating point knows. */
export function rounded(value: number): number {
  return Math.round(value * 1e4) / 1e4
}

/** Whether a device was named, so that there is more than the size of weights. */
export function isWhole(perGpu: PerGPU | WeightsOnly | undefined): perGpu is PerGPU {
  return perGpu !== undefined && 'totalGiB' in perGpu
}
