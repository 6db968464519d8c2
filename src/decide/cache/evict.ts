/**
 * What is evicted from a volume: at a clean-up, and before a download. Nothing is evicted that does not have to be, nothing for a
 * download that would not fit all the same, and never a model that is pinned or in use.
 * @module
 */
import { formatBytes, sumOfBytes } from '../../vocabulary/bytes.ts'
import { type EvictionCandidate, evictionOrder, pinnedRank, rankOf } from './candidates.ts'
import type { Eviction, EvictionPolicy, Volume } from './volume.ts'

/** What goes at a scheduled clean-up: what is due, and, below the free space that is wanted, what goes first. */
export function cleanUpEvictions(volume: Volume, policy: EvictionPolicy): readonly Eviction[] {
  const candidates = evictionOrder(volume.models, policy)
  const due = candidates.filter((candidate) => candidate.due !== undefined)
  const missing = policy.cleanUp === undefined ? 0 : -roomIn(volume, policy) - sumOfBytes(due)
  const others = candidates.filter((candidate) => candidate.due === undefined)
  const forRoom = missing > 0 ? fewest(others, missing) : []
  const why = `${formatBytes(policy.cleanUp?.minFreeBytes ?? 0)} are to stay free`
  return [...due, ...forRoom].map((candidate) => eviction(candidate, why))
}

/** A model that is to be fetched. */
export interface Download {
  readonly id: string
  /** That are not on the volume yet. */
  readonly bytes: number
}

/** Whether a model may be fetched now, and what goes before. */
export type Room =
  | { readonly fits: true; readonly evictions: readonly Eviction[] }
  | {
      readonly fits: false
      /** What the download takes, with what is to stay free. */
      readonly neededBytes: number
      readonly freeBytes: number
      /** What could be evicted for it. */
      readonly evictableBytes: number
      /** For people, with the numbers and the way out; starts with a name, no full stop. */
      readonly message: string
    }

/**
 * The quota is kept before a download, not after the disk is full. Models of a lower priority make room, and those of the same where
 * somebody waits for this one: two that nobody uses would throw each other out for ever.
 *
 * What evictions free is what their files take; content that another model shares stays. Whoever evicts looks at the volume again
 * before the download begins.
 */
export function roomFor(download: Download, volume: Volume, policy: EvictionPolicy): Room {
  const { cleanUp, wanted, inUse } = policy
  const free = roomIn(volume, policy)
  if (download.bytes <= free) return { fits: true, evictions: [] }
  const itself = wanted.find(({ id }) => id === download.id)
  const rank = itself === undefined ? 0 : rankOf(itself)
  const mayReplace = (candidate: EvictionCandidate) =>
    candidate.due !== undefined ||
    candidate.rank < rank ||
    (inUse.has(download.id) && candidate.rank === rank)
  const candidates = evictionOrder(volume.models, policy).filter(
    (candidate) => candidate.id !== download.id && mayReplace(candidate),
  )
  const evictableBytes = sumOfBytes(candidates)
  if (download.bytes <= free + evictableBytes) {
    const evicted = fewest(candidates, download.bytes - free)
    return { fits: true, evictions: evicted.map((one) => eviction(one, `${download.id} needs room`)) }
  }
  const kept = cleanUp?.minFreeBytes ?? 0
  const numbers = {
    neededBytes: download.bytes + kept,
    freeBytes: Math.max(0, volume.capacityBytes - volume.usedBytes),
    evictableBytes,
  }
  return { fits: false, ...numbers, message: refusal(download, numbers, kept, rank, policy) }
}

/** Bytes that may still be written; negative where too much is there already. */
function roomIn({ capacityBytes, usedBytes }: Volume, { cleanUp }: EvictionPolicy): number {
  return capacityBytes - usedBytes - (cleanUp?.minFreeBytes ?? 0)
}

/** Of the candidates, first to go first, enough for `missing` bytes, and none that is not needed for it. */
function fewest(candidates: readonly EvictionCandidate[], missing: number): readonly EvictionCandidate[] {
  const taken: EvictionCandidate[] = []
  let freed = 0
  for (const candidate of candidates) {
    if (freed >= missing) break
    taken.push(candidate)
    freed += candidate.bytes
  }
  // a large one at the end may have made some before it unnecessary: the last to go is spared first
  return taken
    .toReversed()
    .filter(({ bytes }) => {
      if (freed - bytes < missing) return true
      freed -= bytes
      return false
    })
    .toReversed()
}

function eviction({ id, bytes, due, keptSeconds = 0 }: EvictionCandidate, forRoom: string): Eviction {
  switch (due) {
    case 'Unlisted':
      return { id, bytes, reason: due, message: 'the cache does not list it any more' }
    case 'Expired':
      return { id, bytes, reason: due, message: `nobody used it for more than ${daysOf(keptSeconds)}` }
    case undefined:
      return { id, bytes, reason: 'RoomNeeded', message: forRoom }
    default:
      return due satisfies never
  }
}

function daysOf(seconds: number): string {
  const days = seconds / 86_400
  if (Number.isInteger(days) && days > 0) return days === 1 ? '1 day' : `${days} days`
  const hours = seconds / 3600
  return Number.isInteger(hours) && hours > 0 ? `${hours} h` : `${seconds} s`
}

function refusal(
  { id, bytes }: Download,
  { freeBytes, evictableBytes }: { readonly freeBytes: number; readonly evictableBytes: number },
  keptBytes: number,
  rank: number,
  { cleanUp }: EvictionPolicy,
): string {
  const kept = keptBytes === 0 ? '' : ` of which ${formatBytes(keptBytes)} are to stay free,`
  const could =
    evictableBytes === 0 ? 'nothing may be evicted' : `${formatBytes(evictableBytes)} could be evicted`
  const why =
    cleanUp === undefined
      ? ' (no clean-up is asked for)'
      : rank >= pinnedRank
        ? ' (the rest is in use or pinned)'
        : ' (the rest is in use, pinned or of no lower priority)'
  return `${id} takes ${formatBytes(bytes)}, ${formatBytes(freeBytes)} are free,${kept} and ${could}${why}; make the volume larger, or list fewer models`
}
