/**
 * The KV cache of one rank: what one request of a length needs, and how many tokens a pool holds.
 * Rules: vLLM `v1/kv_cache_interface.py` and `v1/core/kv_cache_utils.py`, 0.11 to 0.33.
 * @module
 */
import type { ModelArchitecture } from '../../catalog/model.ts'
import { bytesPerGiB } from '../../vocabulary/quantity.ts'
import { fullestStage } from './stages.ts'

export interface CacheInput {
  readonly architecture: ModelArchitecture
  readonly tensorParallel: number
  readonly pipelineParallel: number
  /** Bytes of one stored element: 2, or 1 for fp8. */
  readonly elementBytes: number
  /** Tokens of a block. */
  readonly blockSize: number
  /** Tokens that may be in flight in a window layer: the batch, times the batches that run at once. */
  readonly inFlightTokens: number
}

const blockTokens = (tokens: number, block: number) => Math.ceil(tokens / block) * block

/** Bytes per token of one layer that keeps everything. */
function layerBytes(input: CacheInput): number {
  const { architecture: a, tensorParallel: tp, elementBytes } = input
  // one latent cache, the same on every rank
  if (a.mla) return (a.mla.kvLoraRank + a.mla.ropeDim) * elementBytes
  // more ranks than heads: every rank keeps one head
  return Math.max(1, (a.kvHeads ?? a.attentionHeads) / tp) * (a.headDim + a.valueHeadDim) * elementBytes
}

/** GiB that one request of `tokens` tokens takes on one rank; `undefined` where the cache's layout is not known. */
export function requestCacheGiB(input: CacheInput, tokens: number): number | undefined {
  const { architecture: a, tensorParallel: tp, pipelineParallel: pp, blockSize } = input
  if (a.attention === 'compressed-mla') return undefined
  const perLayer = layerBytes(input)
  let bytes = a.fullAttentionLayers * perLayer * blockTokens(tokens, blockSize)
  if (a.windowLayers > 0 && a.window !== undefined) {
    const seen = Math.min(a.window - 1 + input.inFlightTokens, tokens)
    bytes += a.windowLayers * perLayer * (blockTokens(seen, blockSize) + blockSize)
  }
  bytes += (a.stateMiBPerSequence * 2 ** 20) / tp
  return (bytes * fullestStage(a.layers, pp)) / bytesPerGiB
}

/** Longest request that `poolGiB` holds, tokens, at most `limit`; 0 when not even one block. */
export function longestRequest(input: CacheInput, poolGiB: number, limit: number): number {
  let low = 0
  let high = limit
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    const need = requestCacheGiB(input, middle)
    if (need !== undefined && need <= poolGiB) low = middle
    else high = middle - 1
  }
  return low
}
