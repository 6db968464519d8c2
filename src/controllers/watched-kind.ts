/**
 * A kind that brings its own watches: what it is given, and how it is started and stopped.
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

export interface WatchedKind {
  /** Begins to watch. */
  start(): void
  /** Begins a term. */
  begin(): void
  end(): Promise<void>
  /** Stops watching. */
  stop(): Promise<void>
}
