/**
 * The KV cache of a deployment, planned as its engine plans it.
 * @module
 */
import type { CacheInput, CachePlan, UnknownCache } from './cache-plan.ts'
import { sglangPlan } from './sglang-plan.ts'
import { vllmPlan } from './vllm-plan.ts'

export type {
  CacheCapacity,
  CacheGroup,
  CacheInput,
  CachePlan,
  SglangCacheInput,
  UnknownCache,
} from './cache-plan.ts'

/**
 * Plan of the cache on every rank.
 * @returns `unknown` with the reason where the model's layout is not known, or the engine cannot hold it
 * @example
 * const plan = planCache({ shape, engine, rules, tensorParallel: 8, pipelineParallel: 1, cacheDtype: 'auto', … })
 * if (!('unknown' in plan)) plan.capacity(100 * 2 ** 30, 32_768).tokens
 */
export function planCache(input: CacheInput): CachePlan | UnknownCache {
  return input.engine.backend === 'vllm' ? vllmPlan(input) : sglangPlan(input)
}
