/**
 * An attempt that came to nothing, whatever the reason: tried again after a wait, or given up.
 * @module
 */
import type { GPUWorkload } from '../../api/warp/workload.ts'
import { seededRandom } from '../../decide/place/seeded-random.ts'
import { finding } from '../aim-endpoint/finding.ts'
import type { Failure } from '../failures/failure.ts'
import { statusWith } from './finding.ts'
import { nextBackoff } from './next-backoff.ts'
import type { FailureReason, WorkloadPlan } from './situation.ts'
import { unhealthy } from './trouble.ts'

/** Reason of a condition for each: stable words, CamelCase. */
const conditionReasons: Readonly<Record<FailureReason, string>> = {
  no_suitable_node: 'NoSuitableNode',
  job_creation_failed: 'JobRefused',
  bind_deadline: 'NotBound',
  job_failed: 'JobFailed',
  job_lost: 'JobLost',
  does_not_fit: 'DoesNotFit',
}

/** Nothing of the attempt is left in the status, but the node: the next one looks elsewhere first. */
const cleared = {
  reservation: undefined,
  jobName: undefined,
  queue: undefined,
  preemptionTime: undefined,
} as const

/** @param words lower case, no full stop @param trouble what stopped its pod, where that is known */
export function attemptFailed(
  workload: GPUWorkload,
  reason: FailureReason,
  words: string,
  now: Date,
  trouble?: Failure,
): WorkloadPlan {
  const { spec, status = {}, metadata } = workload
  const { retryCount = 0 } = status
  const { maxRetries, backoffSeconds } = spec.retryPolicy
  if (retryCount >= maxRetries)
    return givenUp(
      workload,
      reason,
      'MaxRetriesExceeded',
      `${words}; given up after ${maxRetries} retries`,
      now,
      trouble,
    )
  const random = seededRandom(`${metadata.uid ?? metadata.name}/${retryCount}`)
  const seconds = nextBackoff(backoffSeconds, retryCount, random)
  const message = `${words}; retry ${retryCount + 1} of ${maxRetries} follows`
  const nextRetryTime = new Date(now.getTime() + seconds * 1000).toISOString()
  return {
    status: statusWith(
      workload,
      { ...cleared, phase: 'Pending', message, retryCount: retryCount + 1, nextRetryTime },
      {
        Placed: finding('False', conditionReasons[reason], words),
        Succeeded: finding('Unknown', 'Retrying', message),
        ...unhealthy(trouble),
      },
      now.toISOString(),
    ),
    events: [{ type: 'Warning', reason: 'Retrying', action: 'Retry', note: message }],
    counts: [{ what: 'retry' }],
    afterSeconds: seconds,
  }
}

/** For good, until the spec changes. */
export function givenUp(
  workload: GPUWorkload,
  reason: FailureReason,
  why: string,
  words: string,
  now: Date,
  trouble?: Failure,
): WorkloadPlan {
  return {
    status: statusWith(
      workload,
      {
        ...cleared,
        jobName: workload.status?.jobName,
        nextRetryTime: undefined,
        phase: 'Failed',
        message: words,
      },
      {
        Placed: finding('False', conditionReasons[reason], words),
        Succeeded: finding('False', why, words),
        ...unhealthy(trouble),
      },
      now.toISOString(),
    ),
    events: [{ type: 'Warning', reason: why, action: 'Finish', note: words }],
    counts: [{ what: 'failed', reason }],
  }
}
