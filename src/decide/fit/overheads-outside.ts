/**
 * What is allocated after the cache was sized, beside its budget: the part of the device above `gpu-memory-utilization` must hold it.
 * Source: vLLM `v1/worker/gpu` (block tables), `mla_attention.py`.
 * @module
 */
import { layerCounts, type ModelShape } from '../../catalog/model-shape.ts'
import { bytesPerGiB } from '../../vocabulary/quantity.ts'
import { latentContextBytes } from './activations-latent.ts'

export interface OutsideInput {
  readonly shape: ModelShape
  readonly stage: readonly [from: number, to: number]
  readonly tensorParallel: number
  readonly sequences: number
  readonly batchedTokens: number
  readonly maxModelLen: number
  /** Tokens of a cache block. */
  readonly blockSize: number
  /** Cache groups whose blocks are counted by length. Default 1. */
  readonly groups?: number
}

/** GiB of block tables and context workspaces on one rank. */
export function outsideGiB(input: OutsideInput): number {
  const { sequences, maxModelLen, blockSize, groups = 1 } = input
  // one table for the scheduler's view and one for the kernels', int32
  const tables = 2 * 4 * sequences * groups * Math.ceil(maxModelLen / blockSize)
  let context = 0
  for (const [{ mixer }] of layerCounts(input.shape, ...input.stage)) {
    if (mixer.kind === 'latent') context = Math.max(context, latentContextBytes(mixer, input))
  }
  return (tables + context) / bytesPerGiB
}
