/**
 * A kind that is reconciled: what it is given, and how it is started and stopped, where it brings watches of its own too.
 * @module
 */
import type { DecisionContext } from '../decide/context.ts'
import type { EventRecorder } from '../kube/events.ts'
import type { KubeClient } from '../kube/types.ts'
import type { Log } from './log.ts'
import type { Metrics } from './metrics.ts'

export interface Surroundings {
  readonly client: KubeClient
  readonly metrics: Metrics
  readonly log: Log
  readonly events: Pick<EventRecorder, 'record'>
  readonly now: () => Date
  /** `undefined` until the first snapshot. */
  readonly context: () => DecisionContext | undefined
}

/** Works while this process leads. */
export interface Led {
  /** Begins a term. */
  begin(): void
  /** Ends it; resolves when nothing is written any more. */
  end(): Promise<void>
}

export interface WatchedKind extends Led {
  /** Begins to watch. */
  start(): void
  /** Stops watching. */
  stop(): Promise<void>
}
