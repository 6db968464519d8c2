/**
 * A GPUWorkload without a place: it waits in the queue, and takes what it is given there.
 * @module
 */
import type { GPUWorkload } from '../../api/warp/workload.ts'
import { jobName } from '../../render/gpu-workload/job.ts'
import { findCondition } from '../../vocabulary/conditions.ts'
import { finding } from '../aim-endpoint/finding.ts'
import { columnWords, type Standing, standingWords, waitingReason } from '../queue/standing.ts'
import type { Grant } from '../queue/waiter.ts'
import { attemptFailed } from './attempt-failed.ts'
import { notYet, statusWith } from './finding.ts'
import type { WorkloadPlan, WorkloadSituation } from './situation.ts'
import type { BatchWish } from './wish.ts'

/** Nothing tells of a PriorityClass that is made after all, seconds. */
const classSeconds = 30

export function place(situation: WorkloadSituation, workload: GPUWorkload, wish: BatchWish): WorkloadPlan {
  const { grant, suits, standing, now } = situation
  if (grant !== undefined) return reserve(workload, grant, now)
  if (situation.lingers) return waiting(workload, 'Ending', 'the pod it had before is still ending', now)
  const urgency = situation.urgency(workload)
  if (urgency === undefined) {
    const words = `PriorityClass ${workload.spec.priorityClassName} does not exist; make it, or change spec.priorityClassName`
    return { ...waiting(workload, 'NoPriorityClass', words, now), afterSeconds: classSeconds }
  }
  const needs = needsOf(workload, wish)
  if (!suits(workload, wish))
    return attemptFailed(workload, 'no_suitable_node', `${needs}, and no node here has so many`, now)
  if (standing === undefined)
    return {
      ...waiting(workload, 'NoCapacity', `${needs}; it is placed as soon as they are free`, now),
      waits: { workload, wish, urgency },
    }
  return {
    ...waiting(workload, waitingReason(standing), `${needs}; ${standingWords(standing)}`, now, standing),
    waits: { workload, wish, urgency },
  }
}

function waiting(
  workload: GPUWorkload,
  reason: string,
  message: string,
  now: Date,
  standing?: Standing,
): WorkloadPlan {
  const before = findCondition(workload.status?.conditions, 'Placed')?.reason
  const queue = standing && columnWords(standing)
  return {
    status: statusWith(
      workload,
      { phase: 'Pending', message, nextRetryTime: undefined, queue },
      { Placed: finding('False', reason, message), Succeeded: notYet },
      now.toISOString(),
    ),
    ...(reason === 'MakingRoom' && before !== reason
      ? { events: [{ type: 'Normal', reason: 'Preempting', action: 'Preempt', note: message }] }
      : {}),
  }
}

function needsOf({ spec }: GPUWorkload, { devices }: BatchWish): string {
  const names = [
    ...new Set(
      devices.map(({ accelerator, partition }) => [accelerator, partition].filter(Boolean).join(' ')),
    ),
  ]
  const shown = names.length > 3 ? [...names.slice(0, 3), 'another'] : names
  const where = spec.schedulingStrategy === 'exclusive' ? 'a node with nothing else on it' : 'one node'
  return `needs ${spec.gpuCount} ${shown.join(' or ')} on ${where}`
}

/** A GPUWorkload has one pod, so one place. */
function reserve(
  workload: GPUWorkload,
  { placements: [placement], expiresAt }: Grant,
  now: Date,
): WorkloadPlan {
  if (placement === undefined) throw new RangeError(`${workload.metadata.name}: a grant without a place`)
  const { node, kind, reserve: count } = placement
  const message = `${node} was chosen`
  return {
    status: statusWith(
      workload,
      {
        phase: 'Scheduling',
        message,
        assignedNode: node,
        jobName: jobName(workload, workload.status?.retryCount ?? 0),
        lastScheduleTime: now.toISOString(),
        reservation: { devices: [{ node, resource: kind.resource, count }], expiresAt },
        nextRetryTime: undefined,
        queue: undefined,
        preemptionTime: undefined,
      },
      { Placed: finding('Unknown', 'Reserved', message), Succeeded: notYet },
      now.toISOString(),
    ),
    again: true,
  }
}
