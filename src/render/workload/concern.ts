/**
 * What one concern of an upgrade writes, and when. The table of concerns is in `additions.ts`.
 * @module
 */

import type { Candidate } from '../../decide/decision.ts'
import type { WantedDevice } from '../../inventory/affinity.ts'
import type { KnownCache } from '../../inventory/known-caches.ts'
import type { Place } from './place.ts'
import type { Scope, Target } from './target.ts'

/** A value for a place, counted from the concern's scope. */
export interface Proposal {
  readonly steps: Place
  readonly value: unknown
}

/** The plan to be written into one pod template. */
export interface Plan {
  readonly target: Target
  readonly candidate: Candidate
  /** Other kinds of device on which the very same pod runs, in order of preference. */
  readonly alsoOn: readonly WantedDevice[]
  readonly modelId: string
  readonly revision?: string
  /** Unique to the object, also while its name is still to be generated; fits a label. */
  readonly identity: string
  /** What is known of the cache that the object names. */
  readonly cache?: KnownCache
}

/**
 * `writes` and `isOpen` hold for what a pin brings just as for what is proposed here: a pin can put nothing anywhere that
 * the concern would not put there itself.
 */
export interface Concern {
  readonly scope: Scope
  /** Whether this is a place and a kind of value of the concern. */
  readonly writes: (steps: Place, value: unknown) => boolean
  /** Whether the user left the place out. */
  readonly isOpen: (target: Target, steps: Place) => boolean
  readonly propose: (plan: Plan) => readonly Proposal[]
}

/** Steps of exactly these words; `*` stands for any. */
export function isAt(steps: Place, ...pattern: readonly string[]): boolean {
  return steps.length === pattern.length && pattern.every((word, i) => word === '*' || word === steps[i])
}
