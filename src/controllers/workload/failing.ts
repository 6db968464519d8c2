/**
 * What a step says of a workload whose pods fail. Only words are added: what is being done about the plan goes on.
 * @module
 */
import { type Failure, failureWords } from '../failures/failure.ts'
import type { WorkloadRecord } from './record.ts'
import type { Rollout } from './rollout.ts'
import type { WorkloadStep } from './step.ts'

/** What these say is remembered by the next step, or is about to change the pods. */
const kept: ReadonlySet<WorkloadRecord['state']> = new Set(['Upgrading', 'RolledBack', 'NotRendered'])

export interface PodsOfWorkload {
  /** What stops one of them, if anything. */
  readonly failure: Failure | undefined
  readonly record: WorkloadRecord | undefined
  readonly rollout: Rollout | undefined
}

/**
 * The step with the state `Failing` and a warning where pods fail. It stays until every replica answers: an engine that is started
 * again looks well for a moment each time, and an annotation that went to and fro with it would be a generation of the object each
 * time; numbers that differ from start to start are no news either.
 */
export function withFailure(step: WorkloadStep, { failure, record, rollout }: PodsOfWorkload): WorkloadStep {
  const before = record?.state === 'Failing' ? record : undefined
  if (failure === undefined) {
    const isOver = before === undefined || rollout === undefined || rollout.done
    return isOver || isBusy(step) ? step : { ...unhurried(step), record: before }
  }
  const words = failureWords(failure)
  const event = { type: 'Warning', reason: failure.reason, action: 'Serve', note: words } as const
  if (isBusy(step)) return step.event === undefined ? { ...step, event } : step
  if (before?.reason === failure.reason) return { ...unhurried(step), record: before }
  return {
    ...unhurried(step),
    record: { v: 1, state: 'Failing', message: words, reason: failure.reason },
    event,
  }
}

const isBusy = ({ decision, record }: WorkloadStep) => decision !== undefined || kept.has(record.state)

/** Without what would keep the record from being written. */
function unhurried({ isQuiet: _, ...step }: WorkloadStep): WorkloadStep {
  return step
}
