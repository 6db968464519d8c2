/**
 * When a cache is cleaned up.
 * @module
 */
import type { CleanUp } from '../../api/cache/intent.ts'
import { nextRun } from '../../vocabulary/schedule.ts'

export interface CleanupTimes {
  /** RFC 3339; the last one, now if one is due. */
  readonly last?: string
  /** RFC 3339. */
  readonly next?: string
  readonly isDue: boolean
}

/**
 * However many were missed while nobody looked, one is made up for.
 *
 * @param since RFC 3339; the last clean-up, or when the cache was made
 */
export function cleanupTimes(
  cleanUp: CleanUp | undefined,
  last: string | undefined,
  since: string | undefined,
  now: Date,
): CleanupTimes {
  const kept = last === undefined ? {} : { last }
  if (cleanUp?.schedule === undefined) return { ...kept, isDue: false }
  // a time in the future was written by a clock that has since been set back
  const after = Math.min(Date.parse(last ?? since ?? '') || now.getTime(), now.getTime())
  const next = nextRun(cleanUp.schedule, after)
  if (next === undefined) return { ...kept, isDue: false }
  if (next > now.getTime()) return { ...kept, next: new Date(next).toISOString(), isDue: false }
  const following = nextRun(cleanUp.schedule, now.getTime())
  return {
    last: now.toISOString(),
    ...(following === undefined ? {} : { next: new Date(following).toISOString() }),
    isDue: true,
  }
}
