/**
 * What is on the volume of a cache, as far as evictions are concerned. Times are milliseconds since 1970.
 * @module
 */
import type { CleanUp, WantedModel } from '../../api/cache/intent.ts'

/** One model that is on the volume. */
export interface KeptModel {
  readonly id: string
  readonly bytes: number
  /** When it was published. */
  readonly cachedAt: number
  /** When a user of it was last seen; `cachedAt` where nobody ever used it. */
  readonly lastUsedAt: number
  /** Users that came since it is there. */
  readonly uses: number
}

export interface Volume {
  /**
   * Bytes that may be taken in all: the quota, or less where the file system has less. Whoever knows what it has free takes the
   * smaller of the quota and `usedBytes` + free.
   */
  readonly capacityBytes: number
  /** Bytes that are taken: models, unfinished downloads and whatever else lies there. */
  readonly usedBytes: number
  readonly models: readonly KeptModel[]
}

/** All that decides what is evicted beside the volume. */
export interface EvictionPolicy {
  /** What the cache is to hold. Models that are on the volume and not here are no longer wanted. */
  readonly wanted: readonly WantedModel[]
  /** Absent: nothing is ever evicted. */
  readonly cleanUp?: CleanUp
  /** Ids of models that somebody uses, or is about to. */
  readonly inUse: ReadonlySet<string>
  /** The time. */
  readonly now: number
}

/** Evicted: `Unlisted` (the cache does not name it any more), `Expired` (unused for longer than it is kept), `RoomNeeded`. */
export type EvictionReason = 'Unlisted' | 'Expired' | 'RoomNeeded'

export interface Eviction {
  readonly id: string
  readonly bytes: number
  readonly reason: EvictionReason
  /** Why, for people; lower case, no full stop. */
  readonly message: string
}
