/**
 * PriorityClasses of the cluster, as far as they order the queue.
 * @module
 */
import type { Priority } from '../../api/warp/workload.ts'
import type { KubeObject } from '../../kube/types.ts'
import { priorityPoints } from './priority.ts'

export interface PriorityClassObject extends KubeObject {
  readonly value: number
  /** Of pods that name none. */
  readonly globalDefault?: boolean
  /** Default `PreemptLowerPriority`. */
  readonly preemptionPolicy?: string
}

export function projectPriorityClass({
  apiVersion,
  kind,
  metadata,
  value,
  globalDefault,
  preemptionPolicy,
}: PriorityClassObject): PriorityClassObject {
  const { name, uid, resourceVersion } = metadata
  return {
    apiVersion,
    kind,
    metadata: { name, uid, resourceVersion },
    value,
    globalDefault,
    preemptionPolicy,
  }
}

export interface Urgency {
  /** Points. */
  readonly priority: number
  /** Whether others may be taken down for it. */
  readonly preempts: boolean
}

/**
 * By the class where one is named, else by the word.
 *
 * @returns `undefined` where the class that is named does not exist: no pod could be made with it
 */
export function urgencyOf(
  { priority, priorityClassName }: { readonly priority: Priority; readonly priorityClassName?: string },
  classOf: (name: string) => PriorityClassObject | undefined,
): Urgency | undefined {
  if (priorityClassName === undefined) return { priority: priorityPoints[priority], preempts: true }
  const found = classOf(priorityClassName)
  return found && { priority: found.value, preempts: found.preemptionPolicy !== 'Never' }
}
