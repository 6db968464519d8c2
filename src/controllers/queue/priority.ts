/**
 * How urgent a workload is, in points of one scale: words, classes of the cluster, and what waiting is worth.
 * @module
 */
import type { Priority } from '../../api/warp/workload.ts'

/** On the scale of PriorityClasses, where pods without one have 0. */
export const priorityPoints: Readonly<Record<Priority, number>> = { low: -100, normal: 0, high: 100 }

/** The distance between two words, points. */
export const pointsPerStep = 100

/** Waiting as long is worth one step, ms. */
export const ageingMs = 30 * 60_000

/**
 * Points with what waiting has added. Whoever joins a step's worth of waiting later, for each step of the distance between two
 * priorities, stays behind: so only so many can ever go before one that waits.
 */
export function agedPriority(points: number, waitedMs: number): number {
  return points + pointsPerStep * Math.floor(Math.max(0, waitedMs) / ageingMs)
}
