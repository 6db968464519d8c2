/**
 * Which models of a volume may be evicted at all, why, and in which order they go.
 * @module
 */
import type { CleanUp, WantedModel } from '../../api/cache/intent.ts'
import { type EvictionStrategy, modelPriorities } from '../../api/cache/words.ts'
import type { EvictionPolicy, KeptModel } from './volume.ts'

/** A model that may go. */
export interface EvictionCandidate extends KeptModel {
  /** It is due whoever needs room: the cache no longer names it, or its time is over. */
  readonly due?: 'Unlisted' | 'Expired'
  /** Seconds without a user that it is kept; absent: for ever. */
  readonly keptSeconds?: number
  /** Place in `modelPriorities`; -1 where the cache does not name it. */
  readonly rank: number
}

/** Above every priority: who is pinned makes way for nobody. */
export const pinnedRank = modelPriorities.length

/** How much a wanted model counts when room is short. */
export function rankOf({ priority, pinned }: WantedModel): number {
  return pinned ? pinnedRank : modelPriorities.indexOf(priority)
}

/** What may be evicted, first to go first; never what is in use or pinned, and nothing without a clean-up. */
export function evictionOrder(models: readonly KeptModel[], policy: EvictionPolicy): EvictionCandidate[] {
  const { cleanUp, inUse, now } = policy
  if (cleanUp === undefined) return []
  const wanted = new Map(policy.wanted.map((model) => [model.id, model]))
  return models
    .filter(({ id }) => !inUse.has(id) && wanted.get(id)?.pinned !== true)
    .map((model) => candidateOf(model, wanted.get(model.id), cleanUp, now))
    .sort(goesFirst(cleanUp.strategy))
}

function candidateOf(
  model: KeptModel,
  wanted: WantedModel | undefined,
  cleanUp: CleanUp,
  now: number,
): EvictionCandidate {
  if (wanted === undefined) return { ...model, due: 'Unlisted', rank: -1 }
  const keptSeconds = wanted.retentionSeconds ?? cleanUp.maxAgeSeconds
  const isOver = keptSeconds !== undefined && now - model.lastUsedAt > keptSeconds * 1000
  return {
    ...model,
    ...(isOver ? { due: 'Expired' as const } : {}),
    ...(keptSeconds === undefined ? {} : { keptSeconds }),
    rank: rankOf(wanted),
  }
}

type Order = (a: KeptModel, b: KeptModel) => number

const byAge: Order = (a, b) => a.lastUsedAt - b.lastUsedAt

/** Negative where `a` goes before `b`. */
const strategies: Readonly<Record<EvictionStrategy, Order>> = {
  lru: byAge,
  lfu: (a, b) => a.uses - b.uses || byAge(a, b),
  fifo: (a, b) => a.cachedAt - b.cachedAt,
  largest: (a, b) => b.bytes - a.bytes || byAge(a, b),
}

/** Those that are due, then the lowest priority, then by the strategy; the name decides between equals, so the order is total. */
function goesFirst(strategy: EvictionStrategy) {
  return (a: EvictionCandidate, b: EvictionCandidate) =>
    Number(a.due === undefined) - Number(b.due === undefined) ||
    a.rank - b.rank ||
    strategies[strategy](a, b) ||
    (a.id < b.id ? -1 : 1)
}
