/**
 * A length that fits in place of one that does not, once, as `aim-endpoint/repair.ts` does for endpoints. Here the plan with the shorter
 * length is written for webhooks to render, and the record remembers it, so that the longer one is not offered as a better plan.
 * @module
 */
import type { Intent } from '../../api/intent.ts'
import type { Decision } from '../../decide/decision.ts'
import { intentHash } from '../../decide/pin.ts'
import { formatWorkloadPin, type WorkloadPin } from '../../decide/workload-pin.ts'
import { annotations } from '../../vocabulary/names.ts'
import { findRepair, repaired } from '../aim-endpoint/repair.ts'
import type { Failure } from '../failures/failure.ts'
import type { WorkloadRecord } from './record.ts'
import type { WorkloadStep } from './step.ts'

type Repair = NonNullable<WorkloadRecord['repair']>

/** The repair that was made for this intent; of another intent it means nothing. */
export function notedRepair(record: WorkloadRecord | undefined, intent: Intent): Repair | undefined {
  return record?.repair?.intent === intentHash(intent) ? record.repair : undefined
}

/** The decision with the length that was found to fit. */
export function repairedDecision(decision: Decision, noted: Repair | undefined): Decision {
  const { chosen } = decision
  if (noted === undefined || chosen === undefined) return decision
  return { ...decision, chosen: { ...chosen, candidate: repaired(chosen.candidate, noted) } }
}

export interface Repairable {
  readonly intent: Intent
  /** In force; without one, or held by hand, nothing is ours to repair. */
  readonly pin: WorkloadPin | undefined
  readonly failure: Failure | undefined
  readonly noted: Repair | undefined
}

/** The step that also asks for the shorter length, where the failure names one. */
export function withRepair(step: WorkloadStep, { intent, pin, failure, noted }: Repairable): WorkloadStep {
  if (step.record.state !== 'Failing' || pin?.ledger === undefined || pin.held) return step
  const found = findRepair(intent, pin.candidate, failure, noted, annotations.maxModelLen)
  if (found === undefined) return step
  const { ledger: _, ...plan } = pin
  const decision = formatWorkloadPin({ ...plan, candidate: repaired(pin.candidate, found) })
  if (decision === undefined) return step
  const { from, to, message } = found
  return {
    ...step,
    record: { ...step.record, repair: { intent: found.intent, from, to } },
    decision,
    event: { type: 'Normal', reason: 'LengthShortened', action: 'Repair', note: message },
  }
}

/** The step with what was noted before, so that it is made once. */
export function keepingRepair(step: WorkloadStep, noted: Repair | undefined): WorkloadStep {
  return noted === undefined || step.record.repair !== undefined
    ? step
    : { ...step, record: { ...step.record, repair: noted } }
}
