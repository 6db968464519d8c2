/**
 * What follows from the Job of an attempt.
 * @module
 */
import type { GPUWorkload, GPUWorkloadStatus } from '../../api/warp/workload.ts'
import { kueueOf } from '../../render/kueue.ts'
import { findCondition } from '../../vocabulary/conditions.ts'
import { finding } from '../aim-endpoint/finding.ts'
import { type Failure, failureWords } from '../failures/failure.ts'
import type { Pod } from '../feeds/pod.ts'
import { attemptFailed } from './attempt-failed.ts'
import { evicted } from './evicted.ts'
import { notYet, statusWith } from './finding.ts'
import { type JobObject, trueCondition } from './objects.ts'
import type { WorkloadPlan, WorkloadSituation } from './situation.ts'
import { healthyAgain, troubleOf, unhealthy } from './trouble.ts'

/** A pod that is made and may run is bound in a moment; what takes longer has no place after all, seconds. */
export const bindDeadlineSeconds = 60

const boundTo = (pods: readonly Pod[]) => pods.find(({ spec }) => spec.nodeName)?.spec.nodeName

export function withJob(situation: WorkloadSituation, workload: GPUWorkload, job: JobObject): WorkloadPlan {
  const { pods, now } = situation
  if (trueCondition(job, 'Complete')) return succeeded(situation, workload)
  const failed = trueCondition(job, 'Failed')
  if (failed) {
    const trouble = troubleOf(workload, pods)
    const words = trouble ? failureWords(trouble) : (lastWords(pods) ?? failed.message)
    return attemptFailed(workload, 'job_failed', `its Job failed: ${words}`, now, trouble)
  }
  // told of again when it is gone
  if (job.metadata.deletionTimestamp) return {}
  if (job.spec.suspend === true) return suspended(situation, workload, job)
  const node = boundTo(pods)
  if (node === undefined)
    return isQueued(job) ? admitted(situation, workload) : unbound(situation, workload, job)
  const { evictedAfterSeconds } = situation
  return evictedAfterSeconds === undefined
    ? bound(situation, workload, job, node)
    : evicted(workload, job, evictedAfterSeconds, now)
}

const isQueued = (job: JobObject) => kueueOf(job.metadata) !== undefined

function succeeded({ now, pods }: WorkloadSituation, workload: GPUWorkload): WorkloadPlan {
  const message = 'ran to its end'
  const node = boundTo(pods) ?? workload.status?.assignedNode
  return {
    status: statusWith(
      workload,
      {
        phase: 'Succeeded',
        message,
        assignedNode: node,
        reservation: undefined,
        nextRetryTime: undefined,
        queue: undefined,
        preemptionTime: undefined,
      },
      {
        Placed: finding('True', 'Scheduled', `ran on ${node ?? 'its node'}`),
        Succeeded: finding('True', 'Completed', message),
        ...healthyAgain(workload),
      },
      now.toISOString(),
    ),
    events: [{ type: 'Normal', reason: 'Succeeded', action: 'Finish', note: message }],
  }
}

/** Let go once its devices are held; Kueue lets go of what it queues. */
function suspended({ held, now }: WorkloadSituation, workload: GPUWorkload, job: JobObject): WorkloadPlan {
  const { assignedNode: node } = workload.status ?? {}
  if (isQueued(job)) {
    const message = 'waits for Kueue to admit its Job'
    return {
      status: statusWith(
        workload,
        { phase: 'Scheduling', message },
        { Placed: finding('Unknown', 'Queued', message), Succeeded: notYet },
        now.toISOString(),
      ),
    }
  }
  if (held === undefined || node === undefined) return { remove: job, ...lostPlace(workload, now) }
  return { letGo: { job, node }, ...scheduled(workload, node, now) }
}

/** Its devices went to others before they were used: back to the line, which counts as no failure. */
export function lostPlace(workload: GPUWorkload, now: Date): WorkloadPlan {
  const message = 'the GPUs that were chosen are not free any more'
  return {
    status: statusWith(
      workload,
      { phase: 'Pending', message, reservation: undefined, jobName: undefined },
      { Placed: finding('False', 'PlaceLost', message), Succeeded: notYet },
      now.toISOString(),
    ),
    again: true,
  }
}

function scheduled(workload: GPUWorkload, node: string, now: Date): WorkloadPlan {
  const message = `placed on ${node}`
  const { schedulingStrategy: strategy } = workload.spec
  return {
    status: statusWith(
      workload,
      { phase: 'Scheduled', message, lastScheduleTime: now.toISOString() },
      { Placed: finding('True', 'Scheduled', message), Succeeded: notYet },
      now.toISOString(),
    ),
    events: [{ type: 'Normal', reason: 'Scheduled', action: 'Schedule', note: `${message} (${strategy})` }],
    counts: [{ what: 'scheduled', strategy }],
    afterSeconds: bindDeadlineSeconds,
  }
}

/** Let go, and no pod of it has a node. */
function unbound({ pods, now }: WorkloadSituation, workload: GPUWorkload, job: JobObject): WorkloadPlan {
  const { assignedNode: node = '', lastScheduleTime, phase } = workload.status ?? {}
  // let go a moment before a crash: the status has still to say so
  if (phase === 'Scheduling' || lastScheduleTime === undefined) return scheduled(workload, node, now)
  const left = bindDeadlineSeconds - (now.getTime() - Date.parse(lastScheduleTime)) / 1000
  if (left > 0) return { afterSeconds: left }
  return {
    remove: job,
    ...attemptFailed(workload, 'bind_deadline', `no pod was bound to ${node}: ${obstacle(pods)}`, now),
  }
}

/** Kueue let it go, and has a deadline of its own for it. */
function admitted({ pods, now }: WorkloadSituation, workload: GPUWorkload): WorkloadPlan {
  const words = schedulerWords(pods)
  if (words === undefined) return {}
  const message = `Kueue admitted its Job, and no pod of it has a node: ${words}`
  return {
    status: statusWith(
      workload,
      { phase: 'Scheduling', message },
      { Placed: finding('False', 'Unschedulable', message), Succeeded: notYet },
      now.toISOString(),
    ),
  }
}

function obstacle(pods: readonly Pod[]): string {
  if (pods.length === 0) return 'none could be created, as a quota may forbid'
  return schedulerWords(pods) ?? 'the scheduler did not look at it'
}

function schedulerWords([pod]: readonly Pod[]): string | undefined {
  return pod?.status?.conditions?.find(({ type }) => type === 'PodScheduled')?.message
}

function bound(
  { pods, now }: WorkloadSituation,
  workload: GPUWorkload,
  job: JobObject,
  node: string,
): WorkloadPlan {
  const { status = {}, spec } = workload
  const isRunning =
    status.phase === 'Running' ||
    (job.status?.ready ?? 0) > 0 ||
    // one that has ended already has run
    pods.some((pod) => pod.status?.phase !== undefined && pod.status.phase !== 'Pending')
  const trouble = isRunning ? undefined : troubleOf(workload, pods)
  const soon = startsIn(status, now)
  if (!isRunning && soon > 0 && trouble === undefined) return { afterSeconds: soon }
  const placed = `${isRunning ? 'runs' : 'placed'} on ${node}`
  const message = trouble ? `${placed}; ${failureWords(trouble)}` : placed
  // the rest of the node is kept free as long as it runs
  const keeps = spec.schedulingStrategy === 'exclusive'
  return {
    status: statusWith(
      workload,
      {
        phase: isRunning ? 'Running' : 'Scheduled',
        message,
        assignedNode: node,
        reservation: keeps && status.reservation ? { ...status.reservation, expiresAt: never } : undefined,
        queue: undefined,
        nextRetryTime: undefined,
        preemptionTime: undefined,
      },
      {
        Placed: finding('True', 'Scheduled', `placed on ${node}`),
        Succeeded: notYet,
        ...(isRunning ? healthyAgain(workload) : unhealthy(trouble)),
      },
      now.toISOString(),
    ),
    ...(trouble === undefined || isTold(status, trouble)
      ? {}
      : {
          events: [{ type: 'Warning', reason: trouble.reason, action: 'Run', note: failureWords(trouble) }],
        }),
  }
}

const isTold = ({ conditions }: GPUWorkloadStatus, { reason }: Failure) =>
  findCondition(conditions, 'Healthy')?.reason === reason

/** A pod that is bound runs in a moment where its image is there: then one write says both, seconds. */
const startSeconds = 1

/** Its pod uses the reservation up, so that it stands in the status a moment longer takes nothing from anybody. */
function startsIn({ phase, reservation, lastScheduleTime }: GPUWorkloadStatus, now: Date): number {
  if (phase !== 'Scheduled' || reservation === undefined || lastScheduleTime === undefined) return 0
  return startSeconds - (now.getTime() - Date.parse(lastScheduleTime)) / 1000
}

/** As long as it runs. */
const never = '9999-12-31T23:59:59Z'

/** What the container said last, or how it ended. */
function lastWords(pods: readonly Pod[]): string | undefined {
  for (const { status } of pods)
    for (const { name, state, lastState } of status?.containerStatuses ?? []) {
      const end = state?.terminated ?? lastState?.terminated
      if (end !== undefined && end.exitCode !== 0)
        return (
          end.message?.trim().split('\n').at(-1) || `container ${name} ended with exit code ${end.exitCode}`
        )
    }
  return undefined
}
