/**
 * What the cache's planner is asked and what it answers, the same for every engine.
 * @module
 */
import type { ModelShape } from '../../../catalog/model-shape.ts'
import type { Engine } from '../../../engines/settings.ts'
import type { CacheRules } from './rules.ts'

export interface CacheInput {
  readonly shape: ModelShape
  readonly engine: Engine
  readonly rules: CacheRules
  readonly tensorParallel: number
  readonly pipelineParallel: number
  /** Ranks of a tensor-parallel group that share the tokens of one request. Default 1. */
  readonly decodeContextParallel?: number
  /** As the engine's argument spells it; `auto` is the model's own dtype, or `checkpointCacheDtype`. */
  readonly cacheDtype: string
  /** Dtype that the checkpoint's quantisation asks for where the argument says `auto`. */
  readonly checkpointCacheDtype?: string
  /** Bytes of one element of the model's dtype. */
  readonly modelBytes: 2 | 4
  /** Tokens of one step. */
  readonly batchedTokens: number
  /** Requests of one step. */
  readonly sequences: number
  /** Tokens of a block that the user asked for. */
  readonly blockSize?: number
  /** As the user set it; absent: the version's default. */
  readonly prefixCaching?: boolean
  /** Tokens that a draft proposes at a time. Default 0. */
  readonly draftTokens?: number
  /** Draft layers of the checkpoint that are loaded; they keep a cache like the model's last attention layer. Default 0. */
  readonly draftLayers?: number
  /** False: windows and chunks are kept like full attention (`--disable-hybrid-kv-cache-manager`). Default: the engine's choice. */
  readonly hybridManager?: boolean
  /** Layers of each pipeline stage; absent: the engine's own deal. */
  readonly layerPartition?: readonly number[]
  /** Bytes of the states' convolution and recurrence (`--mamba-cache-dtype`, `--mamba-ssm-cache-dtype`); absent: the model's. */
  readonly stateBytes?: { readonly conv?: number; readonly recurrent?: number }
  /** Indexer keys of DeepSeek V4 are stored in mxfp4 (vLLM on gfx950 with AITER on). Default false. */
  readonly mxfp4Indexer?: boolean
  /** What only SGLang has. */
  readonly sglang?: SglangCacheInput
}

/** Arguments of SGLang that size its pools. */
export interface SglangCacheInput {
  /** `--swa-full-tokens-ratio`: tokens of the window pool for each of the full pool. Default 0.8. */
  readonly windowRatio?: number
  /** `--mamba-full-memory-ratio`: bytes of states for each of keys and values. Default 0.9. */
  readonly stateRatio?: number
  /** `--max-total-tokens`. */
  readonly maxTotalTokens?: number
  /** `--max-running-requests`, for the whole engine. */
  readonly maxRunningRequests?: number
  /** `--max-mamba-cache-size`: states, whatever the memory. */
  readonly maxStates?: number
  /** `--disable-radix-cache` turns it off. Default true. */
  readonly radixCache?: boolean
}

/** Cache of a length, an engine and a parallel layout. Bytes are those of one rank. */
export interface CachePlan {
  /** Bytes that the engine's start check asks of the pool for one request, on the stage that needs most. */
  neededBytes(tokens: number): number
  /** Bytes of the pool that one request really takes there; more than `neededBytes` where a version's check forgets some. */
  requestBytes(tokens: number): number
  /** What a pool (one number, or one a stage) holds. */
  capacity(poolBytes: number | readonly number[], maxModelLen: number): CacheCapacity
  /** Longest request, tokens, at most `limit`, that passes the start check and can be served; 0 when not even one token. */
  longestRequest(poolBytes: number | readonly number[], limit: number): number
  /** Tokens of a block of full attention. */
  readonly blockSize: number
  /** For explanations; one entry a kind of layer. */
  readonly groups: readonly CacheGroup[]
}

export interface CacheCapacity {
  /** Blocks (SGLang: pages) of the pool. */
  readonly blocks: number
  /** Tokens as this engine version logs them. */
  readonly tokens: number
  /** Requests of the asked length that fit at once. */
  readonly concurrency: number
  /** Most requests that run at once whatever their length, where the engine derives it (SGLang). */
  readonly maxRunningRequests?: number
}

export interface CacheGroup {
  readonly kind: 'full' | 'window' | 'chunk' | 'state'
  /** Tokens of the window or chunk; 0 else. */
  readonly reach: number
  /** Layers of the whole model. */
  readonly layers: number
  /** Tables of blocks they are dealt to. */
  readonly groups: number
  readonly blockSize: number
  /** Bytes of one layer's page on one rank. */
  readonly pageBytes: number
}

/** The cache's layout is not known, or this engine cannot form it. */
export interface UnknownCache {
  readonly unknown: string
}
