/**
 * Buffers that latent attention and its sparse indexers make in the profile, where no attention kernel runs.
 * Source: vLLM `mla_attention.py`, `sparse_attn_indexer.py`, `models/deepseek_v4` (0.28.0, 0.33.0).
 * @module
 */
import type { CompressedLatent, LatentAttention } from '../../catalog/model-shape.ts'
import type { EngineRules } from './engine-rules.ts'

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

/** Bytes of the keys an indexer gathers of `tokens` tokens: one a dimension and a float32 scale for every 128. */
const gatheredKeys = (headDim: number, tokens: number) => (headDim + (headDim / 128) * 4) * 8 * tokens

/** Requests of the longest length that the gathered keys are sized for, in eighths. */
const gatheredRequests = (
  maxModelLen: number,
  { indexerLongFactor }: Pick<EngineRules, 'indexerLongFactor'>,
) => (maxModelLen <= 262_144 ? 5 : indexerLongFactor)

/** Bytes a sparse indexer keeps: gathered keys, logits, and the indices of the tokens it chose. */
export function indexerBytes(
  mixer: LatentAttention,
  { maxModelLen, batchedTokens }: LatentInput,
  rules: Pick<EngineRules, 'indexerLongFactor'>,
): number {
  if (mixer.indexer === undefined) return 0
  const tokens = gatheredRequests(maxModelLen, rules) * maxModelLen
  return gatheredKeys(mixer.indexer.headDim, tokens) + indexerLogits + batchedTokens * mixer.indexer.topK * 4
}

/** Requests whose cache is gathered at a time (`PREFILL_CHUNK_SIZE`). */
const gatheredAtOnce = 4

/**
 * Bytes that DeepSeek V4 keeps: the 16-bit cache of the longest requests, gathered from its compressed states and the window,
 * and what the indexer of layers with a ratio of 4 keeps.
 */
export function compressedBytes(
  mixer: CompressedLatent,
  { maxModelLen, batchedTokens }: LatentInput,
  rules: Pick<EngineRules, 'indexerLongFactor'>,
): number {
  const states = mixer.ratio === undefined ? 0 : Math.ceil(maxModelLen / mixer.ratio)
  const gathered = gatheredAtOnce * (states + mixer.window + batchedTokens) * mixer.headDim * 2
  if (mixer.ratio !== 4) return gathered
  const tokens = (gatheredRequests(maxModelLen, rules) * maxModelLen) / mixer.ratio
  return gathered + gatheredKeys(mixer.indexDim ?? 128, tokens) + indexerLogits
}
