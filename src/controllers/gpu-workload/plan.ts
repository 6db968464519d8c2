/**
 * One GPUWorkload, all that is known, and the next step: what to make, what to say, what to wait for. Pure.
 *
 * The order within a step is for crashes: what is reserved is in the status before there is a Job, and a Job is let go before the
 * status says so. Whatever a pass finds half done, the same step is made again.
 * @module
 */
import { type GPUWorkload, type GPUWorkloadStatus, parseGPUWorkload } from '../../api/warp/workload.ts'
import { kindKey } from '../../decide/place/shelf.ts'
import { jobName, renderJob } from '../../render/gpu-workload/job.ts'
import { kueueOf } from '../../render/kueue.ts'
import { formatFieldError } from '../../vocabulary/field-error.ts'
import { finding } from '../aim-endpoint/finding.ts'
import { attemptFailed, givenUp } from './attempt-failed.ts'
import { notYet, statusWith } from './finding.ts'
import { trueCondition } from './objects.ts'
import { place } from './place.ts'
import { lostPlace, withJob } from './running.ts'
import type { WorkloadPlan, WorkloadSituation } from './situation.ts'
import { type BatchWish, candidateOn } from './wish.ts'

export function planWorkload(situation: WorkloadSituation): WorkloadPlan {
  const { object, job, now } = situation
  const { workload, errors } = parseGPUWorkload(object)
  if (workload === undefined) return invalid(object, errors.map(formatFieldError).join('\n'), now)
  const { status = {}, metadata, spec } = workload
  if (status.phase === 'Succeeded') return {}
  if (status.phase === 'Failed') {
    if (status.observedGeneration === metadata.generation) return {}
    if (!spec.cancel) return step({ ...situation, job: undefined }, { ...workload, status: anew(status) })
  }
  if (spec.cancel) return cancelled(situation, workload)
  return job === undefined ? step(situation, workload) : withJob(situation, workload, job)
}

/** A spec that was changed after the end is tried as if it were new. */
const anew = ({ conditions = [] }: GPUWorkloadStatus): GPUWorkloadStatus => ({ conditions })

function invalid(object: GPUWorkload, message: string, now: Date): WorkloadPlan {
  return {
    status: statusWith(
      object,
      { phase: object.status?.phase ?? 'Pending', message: 'the object is not valid', queue: undefined },
      { Accepted: finding('False', 'Invalid', message) },
      now.toISOString(),
    ),
  }
}

function cancelled({ job, now }: WorkloadSituation, workload: GPUWorkload): WorkloadPlan {
  const message = 'cancelled by spec.cancel'
  const ended = job && (trueCondition(job, 'Complete') ?? trueCondition(job, 'Failed'))
  return {
    ...(job === undefined || ended || job.metadata.deletionTimestamp ? {} : { remove: job }),
    status: statusWith(
      workload,
      {
        phase: 'Failed',
        message,
        reservation: undefined,
        queue: undefined,
        nextRetryTime: undefined,
        preemptionTime: undefined,
      },
      { Succeeded: finding('False', 'Cancelled', message) },
      now.toISOString(),
    ),
    events: [{ type: 'Normal', reason: 'Cancelled', action: 'Cancel', note: message }],
  }
}

/** Without a Job: it was lost, is to be made, or the workload waits. */
function step(situation: WorkloadSituation, workload: GPUWorkload): WorkloadPlan {
  const { now, refused } = situation
  const { phase, nextRetryTime } = workload.status ?? {}
  if (refused !== undefined) return attemptFailed(workload, 'job_creation_failed', refused, now)
  if (phase === 'Scheduled' || phase === 'Running')
    return attemptFailed(workload, 'job_lost', 'its Job was deleted before it ended', now)
  const left = nextRetryTime === undefined ? 0 : (Date.parse(nextRetryTime) - now.getTime()) / 1000
  if (left > 0) return { afterSeconds: left }
  const wish = situation.wish(workload)
  if ('refusal' in wish) return givenUp(workload, 'does_not_fit', 'DoesNotFit', wish.refusal, now)
  if ('unsuitable' in wish) return attemptFailed(workload, 'no_suitable_node', wish.unsuitable, now)
  if (kueueOf(workload.metadata) !== undefined) return queuedByKueue(workload, wish, now)
  return phase === 'Scheduling' ? create(situation, workload, wish) : place(situation, workload, wish)
}

/** Kueue queues and lets go; it is decided and rendered here all the same. */
function queuedByKueue(workload: GPUWorkload, wish: BatchWish, now: Date): WorkloadPlan {
  const { candidate } = wish
  const { status } = workload
  const message = 'waits for Kueue to admit its Job'
  const name = status?.jobName ?? jobName(workload, status?.retryCount ?? 0)
  // whichever of them Kueue has quota for
  const devices = wish.devices.filter(({ resource }) => resource === candidate.resource)
  if (status?.jobName !== undefined)
    return { create: renderJob({ workload, candidate, devices, name }), again: true }
  return {
    status: statusWith(
      workload,
      { phase: 'Scheduling', message, jobName: name, nextRetryTime: undefined },
      { Placed: finding('Unknown', 'Queued', message), Succeeded: notYet },
      now.toISOString(),
    ),
    again: true,
  }
}

function create({ held, now }: WorkloadSituation, workload: GPUWorkload, wish: BatchWish): WorkloadPlan {
  const { jobName: name } = workload.status ?? {}
  const device = held && wish.devices.find((each) => kindKey(each) === kindKey(held))
  if (device === undefined || name === undefined) return lostPlace(workload, now)
  return { create: renderJob({ workload, candidate: candidateOn(wish, device), name }), again: true }
}
