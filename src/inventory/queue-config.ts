/**
 * What the platform sets about the queue.
 * @module
 */

export interface QueueConfig {
  /** GPUs that a namespace may hold before its workloads have to wait, those of all its pods counted. Absent: no ceiling. */
  readonly namespaceGPUs?: number
  /** Namespace → the same, over `namespaceGPUs`. */
  readonly namespaces: Readonly<Record<string, number>>
  /** Seconds for which smaller ones may pass by one that waits, before what comes free is kept for it. */
  readonly backfillSeconds: number
  readonly preemption: {
    /** Whether workloads of lower priority are taken down for one that has no place. */
    readonly enabled: boolean
    /** Seconds between the word that it is taken down and the end of its Job. */
    readonly graceSeconds: number
  }
}

export const defaultQueueConfig: QueueConfig = {
  namespaces: {},
  backfillSeconds: 60,
  preemption: { enabled: false, graceSeconds: 30 },
}

/** GPUs that a namespace may hold; `undefined` where nothing limits it. */
export function ceilingOf({ namespaceGPUs, namespaces }: QueueConfig, namespace: string): number | undefined {
  return Object.hasOwn(namespaces, namespace) ? namespaces[namespace] : namespaceGPUs
}
