/**
 * What stops the pod of an attempt, as one of the reasons that engines that serve are told of by too.
 * @module
 */
import { type GPUWorkload, runsOwnProgram } from '../../api/warp/workload.ts'
import { findCondition } from '../../vocabulary/conditions.ts'
import { finding } from '../aim-endpoint/finding.ts'
import { type Failure, type FailureReason, failureWords } from '../failures/failure.ts'
import { readFailure } from '../failures/read-failure.ts'
import type { Pod } from '../feeds/pod.ts'
import type { Findings } from './finding.ts'

/** Of the container and its pod, whatever runs in it. */
const ofAnyProgram: ReadonlySet<FailureReason> = new Set([
  'HostMemory',
  'ImagePull',
  'ContainerConfig',
  'DeviceUnavailable',
  'Evicted',
])

/** `undefined` where nothing is known but that it needs time, or an end that no rule explains. */
export function troubleOf({ spec }: GPUWorkload, pods: readonly Pod[]): Failure | undefined {
  const own = runsOwnProgram(spec)
  return (
    pods
      .flatMap((pod) => readFailure(pod) ?? [])
      // its words are about an engine that is started again, which a Job is not
      .find(({ reason }) => (own ? ofAnyProgram.has(reason) : reason !== 'EngineCrashing'))
  )
}

/** Condition `Healthy`; only who was in trouble has it. */
export function unhealthy(failure: Failure | undefined): Pick<Findings, 'Healthy'> {
  return failure === undefined ? {} : { Healthy: finding('False', failure.reason, failureWords(failure)) }
}

/** Its pod runs, whatever happened before. */
export function healthyAgain({ status }: GPUWorkload): Pick<Findings, 'Healthy'> {
  const before = findCondition(status?.conditions, 'Healthy')
  return before === undefined
    ? {}
    : { Healthy: finding('True', 'Running', 'its pod runs, or has run to its end') }
}
