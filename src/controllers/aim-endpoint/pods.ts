/**
 * The pods of an endpoint in a few words: how many have a node, and what holds up the others.
 * @module
 */
import type { Engine } from '../../engines/settings.ts'
import type { Failure } from '../failures/failure.ts'
import { readFailure } from '../failures/read-failure.ts'
import type { Pod } from '../feeds/pod.ts'

export interface PodSummary {
  /** Pods that are neither finished nor being deleted. */
  readonly pods: number
  /** Of them, those that have a node. */
  readonly scheduled: number
  /** What holds one back from the scheduler, by its name. */
  readonly gate?: string
  /** The scheduler's words on one that has none. */
  readonly unschedulable?: string
  /** Why the scheduler passes over nodes that have the GPUs. */
  readonly barred?: Failure
  /** What stops a pod from becoming ready, beside time and room. */
  readonly trouble?: Failure
}

const isLive = (pod: Pod) =>
  pod.metadata.deletionTimestamp === undefined &&
  pod.status?.phase !== 'Succeeded' &&
  pod.status?.phase !== 'Failed'

/** @param engine what runs in them, where it is known */
export function summarizePods(pods: readonly Pod[], engine?: Engine): PodSummary {
  // By name, so that the same pods always give the same words.
  const sorted = pods.toSorted((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1))
  const live = sorted.filter(isLive)
  const gate = live.flatMap((pod) => pod.spec.schedulingGates ?? [])[0]?.name
  const unschedulable = live
    .filter((pod) => (pod.spec.schedulingGates ?? []).length === 0)
    .flatMap((pod) => pod.status?.conditions ?? [])
    .find((condition) => condition.type === 'PodScheduled' && condition.status === 'False')
  const scheduled = live.filter((pod) => pod.spec.nodeName !== undefined)
  // A pod that a node refused is replaced at once, and says nothing about one that has a node.
  const told = scheduled.length > 0 ? live : sorted
  const failures = told.flatMap((pod) => readFailure(pod, engine === undefined ? {} : { engine }) ?? [])
  const barred = failures.find(({ reason }) => reason === 'UntoleratedTaint')
  const trouble = failures.find(({ reason }) => reason !== 'UntoleratedTaint')
  return {
    pods: live.length,
    scheduled: scheduled.length,
    ...(gate === undefined ? {} : { gate }),
    ...(unschedulable === undefined ? {} : { unschedulable: unschedulable.message ?? '' }),
    ...(barred === undefined ? {} : { barred }),
    ...(trouble === undefined ? {} : { trouble }),
  }
}
