/**
 * Buffers that latent attention and its sparse indexers make in the profile, where no attention kernel runs.
 * Source: vLLM `mla_attention.py`, `sparse_attn_indexer.py`; figures of 0.33.0.
 * @module
 */
import type { LatentAttention } from '../../catalog/model-shape.ts'

export interface LatentInput {
  readonly tensorParallel: number
  readonly maxModelLen: number
  readonly sequences: number
  readonly batchedTokens: number
  readonly blockSize: number
}

/** Tokens whose keys and values are expanded at a time. */
function expandedTokens({ maxModelLen, sequences, blockSize }: LatentInput): number {
  return Math.min(65_536, Math.max(8 * maxModelLen, 4 * sequences * blockSize))
}

/** Bytes of the expanded keys and values, split over ranks. */
export function latentProfileBytes(mixer: LatentAttention, input: LatentInput): number {
  const perHead = mixer.nopeDim + mixer.valueHeadDim
  return (expandedTokens(input) * mixer.heads * perHead * 2) / input.tensorParallel
}

/** Bytes of the context workspace made after the cache was sized: it lives outside the budget. */
export function latentContextBytes(mixer: LatentAttention, input: LatentInput): number {
  return expandedTokens(input) * (mixer.kvRank + mixer.ropeDim) * 2
}

/** VLLM_SPARSE_INDEXER_MAX_LOGITS_MB. */
const indexerLogits = 512 * 2 ** 20

/** Bytes a sparse indexer keeps: gathered keys, logits, and the indices of the tokens it chose. */
export function indexerBytes(mixer: LatentAttention, { maxModelLen, batchedTokens }: LatentInput): number {
  if (mixer.indexer === undefined) return 0
  const keyBytes = mixer.indexer.headDim + (mixer.indexer.headDim / 128) * 4
  const factor = maxModelLen <= 262_144 ? 5 : 2
  return keyBytes * 8 * factor * maxModelLen + indexerLogits + batchedTokens * mixer.indexer.topK * 4
}
