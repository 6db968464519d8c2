/**
 * A GPUWorkload that has to make room for one of higher priority: it is told, given its grace, and goes back to the queue.
 * @module
 */
import type { GPUWorkload } from '../../api/warp/workload.ts'
import { finding } from '../aim-endpoint/finding.ts'
import { notYet, statusWith } from './finding.ts'
import type { JobObject } from './objects.ts'
import type { WorkloadPlan } from './situation.ts'

/** @param graceSeconds between the first word and the end of its Job */
export function evicted(
  workload: GPUWorkload,
  job: JobObject,
  graceSeconds: number,
  now: Date,
): WorkloadPlan {
  const { status = {} } = workload
  const { preemptionTime, phase = 'Scheduled' } = status
  const dueMs =
    preemptionTime === undefined ? now.getTime() + graceSeconds * 1000 : Date.parse(preemptionTime)
  const left = (dueMs - now.getTime()) / 1000
  if (left <= 0) return takenDown(workload, job, now)
  if (preemptionTime !== undefined) return { afterSeconds: left }
  const message = `makes room for a workload of higher priority: its Job is deleted in ${Math.ceil(left)} s`
  return {
    status: statusWith(
      workload,
      { phase, message, preemptionTime: new Date(dueMs).toISOString() },
      {},
      now.toISOString(),
    ),
    events: [{ type: 'Warning', reason: 'PreemptionNotice', action: 'Preempt', note: message }],
    afterSeconds: left,
  }
}

/** Not its own failure, so no retry is counted. Its time to wait begins anew: with its old age it could go before whom it made room for. */
function takenDown(workload: GPUWorkload, job: JobObject, now: Date): WorkloadPlan {
  const message = 'made room for a workload of higher priority, and waits for GPUs again'
  return {
    remove: job,
    status: statusWith(
      workload,
      {
        phase: 'Pending',
        message,
        reservation: undefined,
        jobName: undefined,
        assignedNode: undefined,
        preemptionTime: now.toISOString(),
      },
      { Placed: finding('False', 'Preempted', message), Succeeded: notYet },
      now.toISOString(),
    ),
    events: [{ type: 'Warning', reason: 'Preempted', action: 'Preempt', note: message }],
    again: true,
  }
}
