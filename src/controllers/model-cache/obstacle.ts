/**
 * Why no pod of a Job is at work.
 * @module
 */
import { failureWords } from '../failures/failure.ts'
import { readFailure } from '../failures/read-failure.ts'
import type { CacheJob, CachePod } from './objects.ts'

/** For people; lower case, no full stop. `undefined` for a Job that is at work, or whose pod needs a moment. @param pods its own */
export function obstacleOf({ status }: CacheJob, pods: readonly CachePod[]): string | undefined {
  const live = pods.filter(
    ({ metadata, status }) =>
      metadata.deletionTimestamp === undefined && status?.phase !== 'Succeeded' && status?.phase !== 'Failed',
  )
  const [pod] = live
  if (pod === undefined) {
    const failed = status?.failed ?? 0
    return failed === 0
      ? undefined
      : `its pod ended ${failed === 1 ? 'once' : `${failed} times`} and begins again soon`
  }
  if (pod.status?.phase === 'Running') return undefined
  const failure = readFailure(pod)
  if (failure !== undefined) return failureWords(failure)
  const scheduler = pod.status?.conditions?.find(
    ({ type, status }) => type === 'PodScheduled' && status === 'False',
  )
  return scheduler === undefined
    ? undefined
    : `no node takes its pod: ${scheduler.message ?? scheduler.reason}`
}
