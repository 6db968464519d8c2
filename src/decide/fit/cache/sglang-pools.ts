/**
 * Tokens and states that SGLang's pools hold.
 * Source: `mem_cache/kv_cache_configurator.py` and `model_executor/pool_configurator.py` of 0.5.23 (`_handle_max_mamba_cache`,
 * `resolve_max_num_reqs`, `HybridSWAPoolConfigurator`), `model_executor/model_runner_kv_cache_mixin.py` of 0.5.9.
 * @module
 */
import type { CacheCapacity, SglangCacheInput } from './cache-plan.ts'
import type { StageCells } from './sglang-cells.ts'
import type { SglangPlanningRules } from './sglang-rules.ts'

export interface SglangPools {
  readonly cells: readonly StageCells[]
  /** Tokens of a page. */
  readonly page: number
  readonly rules: SglangPlanningRules
  readonly asked: SglangCacheInput
}

// defaults of `--swa-full-tokens-ratio` and `--mamba-full-memory-ratio`
const usualWindowRatio = 0.8
const usualStateRatio = 0.9

/** Slots of the pool of states that one running request may hold, with and without the radix cache. */
const statesOfRequest = { radix: 3, plain: 1 }

/** Bytes of the pool in which one request of so many tokens fits, on the stage that needs most. */
export function bytesFor(pools: SglangPools, tokens: number): number {
  const kept = Math.ceil(tokens / pools.page) * pools.page
  const bytes = Math.max(0, ...pools.cells.map((cell) => kept * bytesPerToken(pools, cell)))
  const slot = slotBytes(pools)
  if (slot === 0) return bytes
  const fixed = fixedStates(pools.asked)
  if (fixed !== undefined) return bytes + (fixed + padding(pools)) * slot
  // states have their share of whatever there is; it must hold those of one request
  const ratio = pools.asked.stateRatio ?? usualStateRatio
  const least = (slotsOfRequest(pools.asked) + padding(pools)) * slot
  return Math.max(bytes * (1 + ratio), (least * (1 + ratio)) / ratio)
}

/** `max_total_num_tokens`: the least over the stages. */
export function tokensIn(pools: SglangPools, poolBytes: number | readonly number[]): number {
  const slot = slotBytes(pools)
  let least = pools.asked.maxTotalTokens ?? Number.POSITIVE_INFINITY
  pools.cells.forEach((cell, stage) => {
    const bytes = bytesOf(poolBytes, stage)
    const states = slot === 0 ? 0 : (statesIn(pools, bytes) + padding(pools)) * slot
    least = Math.min(least, stageTokens(pools, cell, Math.max(0, bytes - states)))
  })
  return Number.isFinite(least) ? Math.floor(least / pools.page) * pools.page : 0
}

/** What the pools hold for requests of a length. */
export function capacityOf(
  pools: SglangPools,
  poolBytes: number | readonly number[],
  maxModelLen: number,
): CacheCapacity {
  const tokens = tokensIn(pools, poolBytes)
  const usual = Math.min(Math.max(Math.trunc((tokens / maxModelLen) * 512), 2048), 4096)
  let running = Math.min(pools.asked.maxRunningRequests ?? usual, Math.floor(tokens / 2))
  if (slotBytes(pools) > 0) {
    const states = pools.cells.map((_, stage) => statesIn(pools, bytesOf(poolBytes, stage)))
    running = Math.min(running, Math.floor(Math.min(...states) / slotsOfRequest(pools.asked)))
  }
  return {
    blocks: Math.floor(tokens / pools.page),
    tokens,
    concurrency: Math.min(tokens / maxModelLen, running),
    maxRunningRequests: running,
  }
}

function stageTokens(pools: SglangPools, cell: StageCells, bytes: number): number {
  if (cell.full === 0 && cell.window === 0) return Number.POSITIVE_INFINITY
  const perToken = bytesPerToken(pools, cell)
  if (cell.full === 0 || cell.window === 0 || !pools.rules.redistributes) return Math.floor(bytes / perToken)
  const all = cell.full + cell.window
  return Math.trunc((Math.floor(bytes / all) * all) / perToken)
}

/** Bytes of a token of the full pool, with its share of the window pool. */
function bytesPerToken(pools: SglangPools, cell: StageCells): number {
  return cell.full === 0
    ? cell.window
    : cell.full + (pools.asked.windowRatio ?? usualWindowRatio) * cell.window
}

/** Bytes of one state slot, the same on every stage. */
function slotBytes({ cells, rules }: SglangPools): number {
  let [most, all] = [0, 0]
  for (const { state } of cells) {
    most = Math.max(most, state)
    all += state
  }
  return rules.paddedStates ? most : all
}

/** State slots of a pool. */
function statesIn(pools: SglangPools, poolBytes: number): number {
  const ratio = pools.asked.stateRatio ?? usualStateRatio
  const share = (Math.max(0, poolBytes) * ratio) / (1 + ratio)
  return fixedStates(pools.asked) ?? Math.max(0, Math.floor(share / slotBytes(pools)) - padding(pools))
}

function fixedStates(asked: SglangCacheInput): number | undefined {
  return asked.maxStates ?? (asked.radixCache === false ? asked.maxRunningRequests : undefined)
}

function slotsOfRequest(asked: SglangCacheInput): number {
  return asked.radixCache === false ? statesOfRequest.plain : statesOfRequest.radix
}

function padding({ rules }: SglangPools): number {
  return rules.paddedStates ? 1 : 0
}

function bytesOf(poolBytes: number | readonly number[], stage: number): number {
  return typeof poolBytes === 'number' ? poolBytes : (poolBytes[stage] ?? 0)
}
