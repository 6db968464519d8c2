/**
 * vLLM's cache of a model: pages, groups, and what one request needs of the pool.
 * Source: `v1/core/kv_cache_utils.py` (0.33.0: `kv_cache_planning.py`) of vLLM 0.9.2 to 0.33.0. Versions before 0.9 ran the old
 * engine by default, which kept every token of every attention layer; they are planned so.
 * @module
 */

import type { ModelShape } from '../../../catalog/model-shape.ts'
import { blockSize, type StateMode } from './block-size.ts'
import { bucketsOf } from './buckets.ts'
import type { CacheInput, CachePlan, UnknownCache } from './cache-plan.ts'
import type { DemandSetting } from './demand.ts'
import { cacheElement } from './element.ts'
import { type Bucket, formGroups } from './groups.ts'
import type { PageSetting } from './pages.ts'
import { type PlanningRules, planningRules } from './planning-rules.ts'
import { vllmPool } from './vllm-pool.ts'

/** The plan, or why there is none. */
export function vllmPlan(input: CacheInput): CachePlan | UnknownCache {
  const rules = planningRules(input.engine.version)
  const dtype = input.cacheDtype === 'auto' ? (input.checkpointCacheDtype ?? 'auto') : input.cacheDtype
  const element = cacheElement(dtype, input.modelBytes, input.engine)
  if ('error' in element) return { unknown: element.error }
  const setting: PageSetting = {
    element,
    tensorParallel: input.tensorParallel,
    modelBytes: input.modelBytes,
    draftTokens: input.draftTokens ?? 0,
    valueWidth: rules.valueWidth,
    fullOnly: promotesWindows(input, rules),
    mxfp4Indexer: input.mxfp4Indexer ?? false,
    convBytes: input.stateBytes?.conv,
    recurrentBytes: input.stateBytes?.recurrent,
  }
  if (compresses(input.shape) && dtype !== 'auto' && !dtype.startsWith('fp8')) {
    return { unknown: `DeepseekV4 fp8_ds_mla layout only supports fp8 kv-cache, got ${dtype}` }
  }
  return planOf(bucketsOf(input, setting), input, rules)
}

function planOf(
  buckets: readonly Bucket[],
  input: CacheInput,
  rules: PlanningRules,
): CachePlan | UnknownCache {
  const contextParallel = input.decodeContextParallel ?? 1
  if (contextParallel > 1 && buckets.some((b) => b.entry.kind === 'window' || b.entry.kind === 'chunk')) {
    return { unknown: 'decode context parallelism does not support sliding windows' }
  }
  if (rules.oneTable && buckets.some((bucket) => bucket.entry.kind === 'state')) {
    return { unknown: 'versions before 0.9 keep states beside the cache; how many is not known' }
  }
  const stateMode = stateModeOf(buckets, input, rules)
  const packed = compresses(input.shape)
  const block = blockSize(buckets, {
    // the indexer of DeepSeek V4 has kernels for blocks of 256 only
    asked: packed ? undefined : input.blockSize,
    usual: packed ? compressedBlock : input.rules.blockSize,
    stateMode,
    rules,
  })
  if (block === undefined) {
    return {
      unknown: `with prefix caching, the block size of ${input.shape.architecture} depends on a kernel's chunk size that is not known`,
    }
  }
  const grouping = formGroups(buckets, block, rules)
  if ('refusal' in grouping) return { unknown: grouping.refusal }
  const demand: DemandSetting = {
    inFlightTokens: input.batchedTokens * input.rules.concurrentBatches,
    contextParallel,
    extraWindow: input.rules.extraDraftWindow ? Math.max(0, (input.draftLayers ?? 0) - 1) : 0,
    draftPages: rules.cachesStates ? (input.draftTokens ?? 0) : 0,
    stateMode,
  }
  return vllmPool(grouping, demand, {
    blockSize: block,
    startCheck: rules.startCheck,
    reservesNullBlock: input.rules.reservesNullBlock,
    tokensAreConcurrency: input.rules.tokensAreConcurrency,
  })
}

const compressedBlock = 256

function compresses(shape: ModelShape): boolean {
  return shape.kinds.some(({ mixer }) => mixer.kind === 'compressed-latent')
}

/** Windows and chunks are kept whole when the hybrid manager is off, and there are layers that keep everything anyway. */
function promotesWindows(input: CacheInput, rules: PlanningRules): boolean {
  if (rules.oneTable) return true
  let full = false
  let local = false
  let chunked = false
  for (const { mixer } of input.shape.kinds) {
    if (mixer.kind !== 'attention') full ||= mixer.kind === 'latent'
    else if (mixer.window === undefined && mixer.chunk === undefined) full = true
    else {
      local = true
      chunked ||= mixer.chunk !== undefined
    }
  }
  // chunked attention turns the manager off unless VLLM_ALLOW_CHUNKED_LOCAL_ATTN_WITH_HYBRID_KV_CACHE is set
  return full && local && !(input.hybridManager ?? !chunked)
}

function stateModeOf(buckets: readonly Bucket[], input: CacheInput, rules: PlanningRules): StateMode {
  const caching = input.prefixCaching ?? input.rules.statePrefixCaching
  if (!caching || !rules.cachesStates) return 'none'
  const scans = buckets.some((bucket) => bucket.entry.kind === 'state' && bucket.entry.scan)
  return scans && rules.mambaStateEveryBlock ? 'all' : 'align'
}
