/**
 * The context length where nobody set one.
 * @module
 */
import { bytesPerGiB } from '../../vocabulary/quantity.ts'
import type { CachePlan } from './cache/plan.ts'
import { marginalHeadroom, shortestUseful } from './judge.ts'

/** Lengths people recognise: whole thousands of 1,024, unless it is the model's own maximum. */
function roundDown(tokens: number, limit: number): number {
  return tokens >= limit ? limit : Math.max(1024, Math.floor(tokens / 1024) * 1024)
}

/**
 * The model's maximum when it leaves head-room, else the longest that does, else the longest that fits at all; the maximum when
 * not even a short request fits.
 */
export function usefulLength(
  plan: CachePlan,
  poolBytes: readonly number[],
  totalGiB: number,
  limit: number,
  largest: number,
): number {
  const floor = Math.min(limit, shortestUseful)
  const kept = marginalHeadroom * totalGiB * bytesPerGiB
  const comfortable = plan.longestRequest(
    poolBytes.map((bytes) => bytes - kept),
    limit,
  )
  if (comfortable >= floor) return roundDown(comfortable, limit)
  return largest >= floor ? roundDown(largest, limit) : limit
}
