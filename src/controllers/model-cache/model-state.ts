/**
 * What is known of one model on a volume: its entry in the status, from which its next step follows.
 * @module
 */
import type { AIMCacheStatus } from '../../api/aim/cache.ts'
import { outcomes } from '../../vocabulary/model-files/outcome.ts'
import type { Ending } from './next-attempt.ts'

/** Most characters of what is said of a model. */
export const longestMessage = 1024

export type CachedModel = NonNullable<AIMCacheStatus['cachedModels']>[number]

/** Reason of a model's entry, and of a cache's condition, for an ending. */
export function reasonOf(ending: Ending): string {
  switch (ending) {
    case 'Fetched':
    case 'AlreadyThere':
      return 'Verified'
    case 'InsufficientSpace':
      return 'InsufficientCapacity'
    case 'Unknown':
      return 'ResultMissing'
    default:
      return ending
  }
}

/** It waits for somebody to change something; everything else passes by itself. */
export function needsSomebody(reason: string | undefined): boolean {
  return (
    reason === 'InsufficientCapacity' ||
    Object.entries(outcomes).some(([word, { again }]) => word === reason && again === 'never')
  )
}

/** What stays with a model whatever becomes of its files: who it is, and who uses it. */
export function bare({ id, status, reason, lastAccessed, userCount, users, job }: CachedModel): CachedModel {
  return {
    id,
    status,
    ...(reason === undefined ? {} : { reason }),
    ...(lastAccessed === undefined ? {} : { lastAccessed }),
    ...(userCount === undefined ? {} : { userCount }),
    ...(users === undefined ? {} : { users }),
    ...(job === undefined ? {} : { job }),
  }
}
