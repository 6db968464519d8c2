/**
 * Why no pod of a Job is at work.
 * @module
 */
import { failureWords } from '../failures/failure.ts'
import { readFailure } from '../failures/read-failure.ts'
import { type CacheJob, type CachePod, endOf } from './objects.ts'

/** A Job has its pod in a moment; one that has none after this is not allowed one, seconds. */
const podlessSeconds = 30

/** A pod that has its node starts within this, unless something is in its way that only Events tell of, seconds. */
const unstartedSeconds = 180

/** For people; lower case, no full stop. `undefined` for a Job that is at work, or whose pod needs a moment. @param pods its own */
export function obstacleOf(
  { metadata, status }: CacheJob,
  pods: readonly CachePod[],
  now: Date,
): string | undefined {
  const live = pods.filter(
    ({ metadata, status }) =>
      metadata.deletionTimestamp === undefined && status?.phase !== 'Succeeded' && status?.phase !== 'Failed',
  )
  const [pod] = live
  if (pod === undefined) {
    const failed = status?.failed ?? 0
    if (failed > 0) return `its pod ended ${failed === 1 ? 'once' : `${failed} times`} and begins again soon`
    const ageMs = now.getTime() - Date.parse(metadata.creationTimestamp ?? '')
    return ageMs > podlessSeconds * 1000
      ? 'no pod of it could be made, as a quota or a policy may forbid (kubectl describe job)'
      : undefined
  }
  if (pod.status?.phase === 'Running') return undefined
  const failure = readFailure(pod)
  if (failure !== undefined) return failureWords(failure)
  const scheduled = pod.status?.conditions?.find(({ type }) => type === 'PodScheduled')
  if (scheduled?.status === 'False') return `no node takes its pod: ${scheduled.message ?? scheduled.reason}`
  const sinceMs = now.getTime() - Date.parse(scheduled?.lastTransitionTime ?? '')
  return sinceMs > unstartedSeconds * 1000
    ? `its pod does not start on ${pod.spec.nodeName ?? 'its node'}, as it does not where a volume cannot be mounted (kubectl describe pod ${pod.metadata.name})`
    : undefined
}

/** When a Job has to be looked at again, as no watch tells of a pod that is not made or does not start; seconds. */
export function untoldSeconds(job: CacheJob, pods: readonly CachePod[]): number | undefined {
  if (endOf(job) !== undefined) return undefined
  if (pods.length === 0) return podlessSeconds + 1
  return pods.some(({ status }) => status?.phase === 'Pending') ? unstartedSeconds + 1 : undefined
}
