/**
 * `modelStatus`: whether the model is loaded, how long that took, and its revision; of these only what was seen.
 * @module
 */
import type { InferenceServiceStatus } from '../../api/inference/inference-service.ts'
import { leaderLabels } from '../../render/leader-worker-set.ts'
import { engineContainer } from '../../render/pod-template.ts'
import { findCondition } from '../../vocabulary/conditions.ts'
import type { Pod } from '../feeds/pod.ts'

export interface ModelStatusInput {
  /** The status there is, where it is about the same intent. */
  readonly before: InferenceServiceStatus | undefined
  /** An engine answers. */
  readonly loaded: boolean
  /** All that are wanted answer, so none of an earlier plan is left. */
  readonly serves: boolean
  readonly pods: readonly Pod[]
  /** An engine that takes longer is killed, seconds. */
  readonly startUpSeconds: number
  /** Of the files it reads now. */
  readonly revision: string | undefined
}

/** Between the clocks of a node and of this process, ms. */
const slackMs = 10_000

export function modelStatus(input: ModelStatusInput): InferenceServiceStatus['modelStatus'] {
  const { before, loaded, revision } = input
  const took = loadTime(input)
  // what is on the volume may be replaced under an engine that has read it
  const version = loaded ? (before?.modelStatus?.version ?? revision) : undefined
  return {
    loaded,
    ...(took === undefined ? {} : { loadTime: took }),
    ...(version === undefined ? {} : { version }),
  }
}

/** Of the last start that was seen. An engine that was not ready for a moment has not loaded anew: it started before that. */
function loadTime({ before, serves, pods, startUpSeconds }: ModelStatusInput): string | undefined {
  const known = before?.modelStatus?.loadTime
  const ready = findCondition(before?.conditions, 'Ready')
  if (!serves || (known !== undefined && ready?.status === 'True')) return known
  const sinceMs =
    known === undefined || ready === undefined ? 0 : Date.parse(ready.lastTransitionTime) - slackMs
  const loads = pods.flatMap((pod) => loadOf(pod, sinceMs)).filter((seconds) => seconds <= startUpSeconds)
  return loads.length === 0 ? known : inWords(Math.max(...loads))
}

/** Of a pod that answers requests: alone, or the leader of others. */
const answers = ({ metadata: { labels = {} } }: Pod) =>
  Object.entries(leaderLabels).every(([name, leader]) => (labels[name] ?? leader) === leader)

/** Seconds from the start of its engine to the first answer; nothing of a worker, which answers nobody. */
function loadOf(pod: Pod, sinceMs: number): readonly number[] {
  if (!answers(pod) || pod.metadata.deletionTimestamp !== undefined) return []
  const { status } = pod
  const ready = status?.conditions?.find(({ type }) => type === 'Ready')
  const engine = status?.containerStatuses?.find(({ name }) => name === engineContainer)
  const startedMs = Date.parse(engine?.state?.running?.startedAt ?? '')
  const seconds = (Date.parse(ready?.lastTransitionTime ?? '') - startedMs) / 1000
  return ready?.status === 'True' && seconds >= 0 && startedMs >= sinceMs ? [seconds] : []
}

/** `1m35s`, as durations are written in specs. */
function inWords(seconds: number): string {
  const whole = Math.round(seconds)
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60)]
  return `${hours > 0 ? `${hours}h` : ''}${whole >= 60 ? `${minutes}m` : ''}${whole % 60}s`
}
