/**
 * Blocks that one request takes from a cache group, as a function of its length.
 * Source: `max_memory_usage_bytes` of the specs in vLLM's `v1/kv_cache_interface.py`, 0.9.2 to 0.33.0.
 * @module
 */
import type { StateMode } from './block-size.ts'
import type { CacheEntry } from './pages.ts'

export interface DemandSetting {
  /** Tokens scheduled and not settled: the batch, times the batches that run at once. */
  readonly inFlightTokens: number
  /** Ranks that share the tokens of one request. */
  readonly contextParallel: number
  /** Tokens of a window that drafts of several modules look back on. */
  readonly extraWindow: number
  /** Pages of each state beside its own, one a draft token. */
  readonly draftPages: number
  readonly stateMode: StateMode
}

/** `blocks(n) = ceil(ceil(min(n, most) ÷ ranks) ÷ blockSize) + more`. */
export interface Demand {
  readonly blockSize: number
  readonly ranks: number
  /** Tokens beyond which a longer request takes no more. */
  readonly most: number
  readonly more: number
}

/** Demand of one group. */
export function groupDemand(entry: CacheEntry, blockSize: number, setting: DemandSetting): Demand {
  switch (entry.kind) {
    case 'full':
      return { blockSize, ranks: setting.contextParallel, most: Number.POSITIVE_INFINITY, more: 0 }
    case 'window':
      return {
        blockSize,
        ranks: 1,
        most: entry.reach - 1 + setting.extraWindow + setting.inFlightTokens,
        // a window need not start where a block does
        more: 1,
      }
    case 'chunk':
      return { blockSize, ranks: 1, most: entry.reach + setting.inFlightTokens, more: 0 }
    case 'state':
      if (setting.stateMode === 'all' && entry.scan) {
        return { blockSize, ranks: 1, most: Number.POSITIVE_INFINITY, more: setting.draftPages }
      }
      return {
        blockSize,
        ranks: 1,
        most: 0,
        more: (setting.stateMode === 'none' ? 1 : 2) + setting.draftPages,
      }
  }
}

/** Blocks that a request of so many tokens takes from a group. */
export function blocksOf(demand: Demand, tokens: number): number {
  const kept = Math.min(tokens, demand.most)
  return Math.ceil(Math.ceil(kept / demand.ranks) / demand.blockSize) + demand.more
}

/** Demands of several groups, each so many times. */
export interface WeightedDemand {
  readonly weight: number
  readonly demand: Demand
}

/** Sum over the demands of a request. */
export function totalOf(demands: readonly WeightedDemand[], tokens: number): number {
  let total = 0
  for (const { weight, demand } of demands) total += weight * blocksOf(demand, tokens)
  return total
}

/** Most tokens, at most `limit`, whose total stays within `available`; 0 when one does not. */
export function longestWithin(demands: readonly WeightedDemand[], available: number, limit: number): number {
  if (limit < 1 || totalOf(demands, 1) > available) return 0
  if (totalOf(demands, limit) <= available) return limit
  let low = 1
  let high = limit
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    if (totalOf(demands, middle) <= available) low = middle
    else high = middle
  }
  return low
}
