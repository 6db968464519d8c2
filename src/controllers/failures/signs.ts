/**
 * Where a pod says that something is wrong, in the order in which the places are believed.
 * @module
 */
import type { ContainerStatus, Pod } from '../feeds/pod.ts'
import type { Sign } from './rule.ts'

/** Longest text that is read, characters; the kubelet keeps at most 4,096 bytes of a container's last words. */
const maxRead = 8192

const read = (text = '') => text.slice(-maxRead)

/** A container that ended badly and has not come up since; one that runs and was up is told nothing of its past. */
function ended({ ready, started, state, lastState }: ContainerStatus): readonly Sign[] {
  if (ready || started) return []
  const end = state?.terminated ?? lastState?.terminated
  if (end === undefined) return []
  const isLooping = state?.waiting?.reason === 'CrashLoopBackOff'
  if (end.exitCode === 0 && !isLooping) return []
  const sign = { reason: end.reason ?? '', text: read(end.message), exitCode: end.exitCode }
  return [
    { place: 'words', ...sign },
    { place: 'ended', ...sign },
  ]
}

function waiting({ state }: ContainerStatus): readonly Sign[] {
  const { reason = '', message } = state?.waiting ?? {}
  return reason === '' ? [] : [{ place: 'waiting', reason, text: read(message) || reason }]
}

/** @param container the one that is read; default: all of them */
export function signsOf({ status }: Pod, container?: string): readonly Sign[] {
  const statuses = (status?.containerStatuses ?? []).filter(
    ({ name }) => container === undefined || name === container,
  )
  const { reason = '', message } = status ?? {}
  const refused: readonly Sign[] =
    status?.phase === 'Failed' && reason !== ''
      ? [{ place: 'pod', reason, text: read(message) || reason }]
      : []
  const unschedulable = (status?.conditions ?? [])
    .filter(({ type, status }) => type === 'PodScheduled' && status === 'False')
    .map(
      (condition): Sign => ({
        place: 'scheduler',
        reason: condition.reason ?? '',
        text: read(condition.message),
      }),
    )
  return [...statuses.flatMap(ended), ...refused, ...statuses.flatMap(waiting), ...unschedulable]
}
