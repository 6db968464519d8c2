/**
 * Why no pod of a Job is at work.
 * @module
 */
import { failureWords } from '../failures/failure.ts'
import { readFailure } from '../failures/read-failure.ts'
import type { CacheJob, CachePod } from './objects.ts'

/** A Job has its pod in a moment; one that has none after this is not allowed one, seconds. */
export const podlessSeconds = 30

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
  const scheduler = pod.status?.conditions?.find(
    ({ type, status }) => type === 'PodScheduled' && status === 'False',
  )
  return scheduler === undefined
    ? undefined
    : `no node takes its pod: ${scheduler.message ?? scheduler.reason}`
}
