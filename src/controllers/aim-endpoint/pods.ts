/**
 * The pods of an endpoint in a few words: how many have a node, and what holds up the others.
 * @module
 */
import type { Pod } from '../feeds/pod.ts'

/** What stops a pod that has a node from becoming ready, beside time. */
export interface Trouble {
  readonly kind: 'ImagePull' | 'ContainerConfig' | 'EngineCrashing'
  /** One or two sentences without pod names, so that it is the same for every replica. */
  readonly message: string
}

export interface PodSummary {
  /** Pods that are neither finished nor being deleted. */
  readonly pods: number
  /** Of them, those that have a node. */
  readonly scheduled: number
  /** The scheduler's words on one that has none. */
  readonly unschedulable?: string
  readonly trouble?: Trouble
}

const imageReasons = new Set(['ErrImagePull', 'ImagePullBackOff', 'InvalidImageName', 'ErrImageNeverPull'])
const configReasons = new Set(['CreateContainerConfigError', 'CreateContainerError', 'RunContainerError'])

/** Longest text of a container that is repeated in a status. */
const maxWords = 600

/** The end of a text, where engines say what went wrong. */
function tail(text: string): string {
  const trimmed = text.trim()
  return trimmed.length <= maxWords ? trimmed : `… ${trimmed.slice(-maxWords)}`
}

function crash(pod: Pod): Trouble | undefined {
  for (const { state, lastState } of pod.status?.containerStatuses ?? []) {
    const ended = lastState?.terminated
    if (state?.waiting?.reason !== 'CrashLoopBackOff' || ended === undefined) continue
    const how =
      ended.reason === 'OOMKilled'
        ? 'was killed for using more host memory than its limit'
        : `stopped with exit code ${ended.exitCode}`
    const words = ended.message === undefined ? '' : `; its last words: ${tail(ended.message)}`
    return { kind: 'EngineCrashing', message: `the engine ${how} and is started again${words}` }
  }
  return undefined
}

function waiting(pod: Pod): Trouble | undefined {
  for (const { state } of pod.status?.containerStatuses ?? []) {
    const { reason = '', message = '' } = state?.waiting ?? {}
    if (imageReasons.has(reason))
      return { kind: 'ImagePull', message: `the image cannot be pulled: ${tail(message || reason)}` }
    if (configReasons.has(reason))
      return { kind: 'ContainerConfig', message: `the container cannot be made: ${tail(message || reason)}` }
  }
  return undefined
}

const isLive = (pod: Pod) =>
  pod.metadata.deletionTimestamp === undefined &&
  pod.status?.phase !== 'Succeeded' &&
  pod.status?.phase !== 'Failed'

export function summarizePods(pods: readonly Pod[]): PodSummary {
  // By name, so that the same pods always give the same words.
  const live = pods.filter(isLive).sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1))
  const unschedulable = live
    .flatMap((pod) => pod.status?.conditions ?? [])
    .find((condition) => condition.type === 'PodScheduled' && condition.status === 'False')
  const trouble = live.map((pod) => crash(pod) ?? waiting(pod)).find((found) => found !== undefined)
  return {
    pods: live.length,
    scheduled: live.filter((pod) => pod.spec.nodeName !== undefined).length,
    ...(unschedulable === undefined ? {} : { unschedulable: unschedulable.message ?? '' }),
    ...(trouble === undefined ? {} : { trouble }),
  }
}
