/**
 * Who goes before whom: priority with what waiting has added, then the namespace that holds less, then age.
 * @module
 */
import { agedPriority } from './priority.ts'
import type { Waiter } from './waiter.ts'
import { byAge } from './waiting-classes.ts'

export interface OrderContext {
  readonly nowMs: number
  /** GPUs that a namespace holds now. */
  readonly heldBy: (namespace: string) => number
}

/** Negative where `a` goes first; 0 for nobody but itself. */
export function compareTurns(a: Waiter, b: Waiter, { nowMs, heldBy }: OrderContext): number {
  return (
    agedPriority(b.priority, nowMs - b.sinceMs) - agedPriority(a.priority, nowMs - a.sinceMs) ||
    heldBy(a.namespace) - heldBy(b.namespace) ||
    byAge(a, b)
  )
}
