/**
 * What is said of a GPUWorkload: its conditions, and the fields of the status that go with a phase.
 * @module
 */
import type { GPUWorkload, GPUWorkloadStatus, WorkloadPhase } from '../../api/warp/workload.ts'
import { mergeConditions, type WantedCondition } from '../../vocabulary/conditions.ts'
import { type Finding, finding } from '../aim-endpoint/finding.ts'

export interface Findings {
  readonly Accepted?: Finding
  /** Whether it has a node. */
  readonly Placed?: Finding
  /** What stops its pod, or has stopped it; absent of one that never was in trouble. */
  readonly Healthy?: Finding
  /** Whether it has run to its end. */
  readonly Succeeded?: Finding
}

/** What a step changes; what it does not name stays, `undefined` takes away. */
export type Changes = { readonly [Key in keyof GPUWorkloadStatus]?: GPUWorkloadStatus[Key] | undefined } & {
  readonly phase: WorkloadPhase
  readonly message: string
}

const maxMessage = 1024

/** @param now RFC 3339 */
export function statusWith(
  { metadata, status = {} }: Pick<GPUWorkload, 'metadata' | 'status'>,
  changes: Changes,
  findings: Findings,
  now: string,
): GPUWorkloadStatus {
  const wanted = Object.entries({ Accepted: accepted, ...findings }).map(
    ([type, finding]): WantedCondition => ({ type, ...finding, observedGeneration: metadata.generation }),
  )
  const merged: Changes = {
    ...status,
    ...changes,
    message: changes.message.slice(0, maxMessage),
    observedGeneration: metadata.generation,
    conditions: mergeConditions(status.conditions, wanted, now),
  }
  return Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== undefined))
}

const accepted: Finding = { status: 'True', reason: 'Valid', message: 'the object is valid' }

export const notYet = finding('Unknown', 'NotFinished', 'it has not run to its end yet')
