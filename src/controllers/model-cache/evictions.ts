/**
 * Evictions of a cache: what the planner is told of the volume, and what became of what it decided.
 * @module
 */
import type { CacheIntent } from '../../api/cache/intent.ts'
import type { Eviction, EvictionPolicy, Volume } from '../../decide/cache/volume.ts'
import { bare, type CachedModel } from './model-state.ts'
import type { JobResult } from './result-of-job.ts'
import type { StorageStatus } from './volume.ts'

const timeOf = (text: string | undefined) => (text === undefined ? 0 : Date.parse(text) || 0)

/** The volume as the planner counts it; `undefined` while its size is not known. */
export function volumeFor(entries: readonly CachedModel[], storage: StorageStatus): Volume | undefined {
  const { totalBytes, usedBytes, availableBytes } = storage
  const models = entries
    .filter(({ status }) => status === 'Ready')
    .map(({ id, bytes = 0, cachedAt, lastAccessed, accessCount = 0 }) => ({
      id,
      bytes,
      cachedAt: timeOf(cachedAt),
      lastUsedAt: Math.max(timeOf(cachedAt), timeOf(lastAccessed)),
      uses: accessCount,
    }))
  if (totalBytes === undefined) return undefined
  const used = usedBytes ?? models.reduce((sum, { bytes }) => sum + bytes, 0)
  // a file system may have less than the claim promises
  const capacityBytes =
    availableBytes === undefined ? totalBytes : Math.min(totalBytes, used + availableBytes)
  return { capacityBytes, usedBytes: used, models }
}

export function policyFor(
  { models: wanted, cleanUp }: CacheIntent,
  inUse: ReadonlySet<string>,
  now: Date,
): EvictionPolicy {
  return { wanted, ...(cleanUp === undefined ? {} : { cleanUp }), inUse, now: now.getTime() }
}

/** Entries of which some are to go. */
export function marked(entries: readonly CachedModel[], evictions: readonly Eviction[]): CachedModel[] {
  return entries.map((entry) => {
    const eviction = evictions.find(({ id }) => id === entry.id)
    return eviction === undefined
      ? entry
      : { ...entry, status: 'Evicting', reason: eviction.reason, message: eviction.message }
  })
}

/**
 * Entries after the Job that was to remove some has ended. What it removed is gone; what it did not tell of stays, and the planner
 * decides anew.
 *
 * @param wanted ids that the cache still names
 */
export function afterRemoval(
  entries: readonly CachedModel[],
  result: JobResult,
  wanted: ReadonlySet<string>,
): CachedModel[] {
  const removed = new Set(
    (result.models ?? []).filter(({ outcome }) => outcome === 'Removed').map(({ id }) => id),
  )
  return entries.flatMap((entry): CachedModel[] => {
    if (entry.status !== 'Evicting') return [entry]
    if (!removed.has(entry.id)) return [{ ...entry, status: 'Ready', reason: 'Verified' }]
    const { job: _, ...rest } = bare(entry)
    const { reason = 'RoomNeeded', message } = entry
    const evicted = {
      ...rest,
      status: 'Evicted',
      reason,
      ...(message === undefined ? {} : { message }),
    } as const
    return wanted.has(entry.id) ? [evicted] : []
  })
}
