/**
 * vLLM's pool of blocks: what it holds, what one request takes of it, and the longest request.
 * Source: `get_max_concurrency_for_kv_cache_config`, `_max_memory_usage_bytes_from_groups`, `_auto_fit_max_model_len` and
 * `_report_kv_cache_config` of vLLM 0.9.2 to 0.33.0.
 * @module
 */
import type { CachePlan } from './cache-plan.ts'
import { type DemandSetting, groupDemand, longestWithin, totalOf, type WeightedDemand } from './demand.ts'
import type { Grouping } from './groups.ts'
import type { PlanningRules } from './planning-rules.ts'

export interface PoolSetting {
  readonly blockSize: number
  readonly startCheck: PlanningRules['startCheck']
  readonly reservesNullBlock: boolean
  readonly tokensAreConcurrency: boolean
}

/** The plan of a model that keeps something; one that keeps nothing has a plan that needs nothing. */
export function vllmPool(grouping: Grouping, setting: DemandSetting, pool: PoolSetting): CachePlan {
  const { blockBytes } = grouping
  const groups = grouping.groups.map((group) => ({
    group,
    demand: groupDemand(group.entry, group.blockSize, setting),
  }))
  const blocks: WeightedDemand[] = groups
    .filter(({ group }) => group.groups > 0)
    .map(({ group, demand }) => ({ weight: group.groups, demand }))
  const count = blocks.reduce((sum, { weight }) => sum + weight, 0)
  const smallest = Math.min(...groups.map(({ group }) => group.blockSize))
  const fullest = Math.max(0, ...blockBytes)
  const nullBlocks = pool.reservesNullBlock ? 1 : 0

  // bytes that the start check adds up on each stage
  const checkedBlocks = grouping.checkedBlockBytes ?? blockBytes
  const checked: readonly (readonly WeightedDemand[])[] = checkedBlocks.map((bytes, stage) => {
    if (pool.startCheck === 'layers') {
      return groups.map(({ group, demand }) => ({
        weight: (group.onStage[stage] ?? 0) * group.pageBytes,
        demand,
      }))
    }
    const counted = pool.startCheck === 'firstGroup' ? blocks.slice(0, 1) : blocks
    return counted.map(({ weight, demand }) => ({
      weight: (pool.startCheck === 'firstGroup' ? 1 : weight) * bytes,
      demand,
    }))
  })

  const blocksIn = (poolBytes: number | readonly number[]) => {
    let least = Number.POSITIVE_INFINITY
    for (let stage = 0; stage < blockBytes.length; stage++) {
      const bytes = blockBytes[stage] ?? 0
      // a stage without cached layers caps nobody
      if (bytes > 0) least = Math.min(least, Math.floor(bytesOf(poolBytes, stage) / bytes))
    }
    return Number.isFinite(least) ? Math.max(0, least) : 0
  }

  return {
    neededBytes: (tokens) =>
      checked.reduce((most, demands) => Math.max(most, totalOf(demands, tokens)), 0) + nullBlocks * fullest,
    requestBytes: (tokens) => fullest * (totalOf(blocks, tokens) + nullBlocks),
    capacity: (poolBytes, maxModelLen) => {
      const held = blocksIn(poolBytes)
      const concurrency = count === 0 ? Number.POSITIVE_INFINITY : held / totalOf(blocks, maxModelLen)
      const tokens = pool.tokensAreConcurrency
        ? Math.trunc(concurrency * maxModelLen)
        : Math.floor(held / count) * smallest * setting.contextParallel
      return { blocks: held, tokens: Number.isFinite(tokens) ? tokens : 0, concurrency }
    },
    longestRequest: (poolBytes, limit) => {
      if (count === 0) return limit
      const servable = longestWithin(blocks, blocksIn(poolBytes) - nullBlocks, limit)
      return checked.reduce((longest, demands, stage) => {
        const bytes = bytesOf(poolBytes, stage) - nullBlocks * (blockBytes[stage] ?? 0)
        return longestWithin(demands, bytes, longest)
      }, servable)
    },
    blockSize: pool.blockSize,
    groups: groups.map(({ group }) => ({
      kind: group.entry.kind,
      reach: group.entry.kind === 'state' ? 0 : group.entry.reach,
      layers: group.layers,
      groups: group.groups,
      blockSize: group.blockSize,
      pageBytes: group.pageBytes,
    })),
  }
}

function bytesOf(poolBytes: number | readonly number[], stage: number): number {
  return typeof poolBytes === 'number' ? poolBytes : (poolBytes[stage] ?? 0)
}
