/**
 * Peak of one step beside the weights: the larger of the forward pass and the sampler, plus buffers that stay.
 * Forward terms: derived and checked against logged starts; sampler bytes: vLLM sources by version (`catalog/engines.ts`).
 * @module
 */
import type { ModelArchitecture } from '../../catalog/model.ts'
import { bytesPerGiB } from '../../vocabulary/quantity.ts'

export interface ActivationInput {
  readonly architecture: ModelArchitecture
  readonly tensorParallel: number
  /** Tokens of one step. */
  readonly batchedTokens: number
  readonly sequences: number
  readonly maxModelLen: number
  readonly blockSize: number
  /** Bytes per (sequence × vocabulary) at the sampler's peak, and those that stay allocated. */
  readonly samplerBytes: number
  readonly samplerPersistentBytes: number
}

/** Allowance above the computed peak, GiB (measured 0.1 to 0.5). */
const allowanceGiB = 0.5

function forwardBytes(input: ActivationInput): number {
  const { architecture: a, tensorParallel: tp, batchedTokens } = input
  const h = a.hiddenSize
  const reduce = tp > 1 ? h : 0
  const dense = (3 * (a.feedForwardSize ?? 0)) / tp + 3 * h + reduce
  const expert = a.moe
    ? a.moe.topK * ((3 * a.moe.feedForwardSize) / tp + h) +
      (3 * a.moe.feedForwardSize * a.moe.sharedExperts) / tp +
      3 * h +
      reduce
    : 0
  return batchedTokens * 2 * Math.max(dense, expert)
}

/** MLA profiles its prefill workspace: up to 65,536 tokens of keys and values, split over ranks. */
function latentBytes(input: ActivationInput): number {
  const { architecture: a, tensorParallel: tp } = input
  if (!a.mla) return 0
  const tokens = Math.min(65_536, Math.max(8 * input.maxModelLen, 4 * input.sequences * input.blockSize))
  return (tokens * a.attentionHeads * ((a.mla.qkNopeDim ?? 128) + a.valueHeadDim) * 2) / tp
}

/** GiB on the worst rank. */
export function activationsGiB(input: ActivationInput): number {
  const rows = Math.min(input.sequences, input.batchedTokens) * input.architecture.vocabularySize
  const peak = Math.max(forwardBytes(input) + latentBytes(input), rows * input.samplerBytes)
  return (peak + rows * input.samplerPersistentBytes) / bytesPerGiB + allowanceGiB
}
