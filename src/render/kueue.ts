/**
 * What Kueue is told: an object with its queue label is taken in by it, held back and let go.
 * Source: Kueue 0.16, labels of `batch/job`, `deployment` and `leaderworkerset`.
 * @module
 */
import type { ObjectMeta } from '../vocabulary/object-meta.ts'
import type { RenderedObject } from './object.ts'

/** Label that names the queue, on what a user makes as on what is made of it. */
export const kueueLabel = 'kueue.x-k8s.io/queue-name'

/** Of its labels and of the gates it sets. */
export const kueuePrefix = 'kueue.x-k8s.io/'

/** Name of the queue; absent: Kueue has nothing to do with it. */
export function kueueOf({ labels }: Pick<ObjectMeta, 'labels'>): string | undefined {
  return labels?.[kueueLabel]
}

/** All that an object tells Kueue, such as a priority beside the queue; nothing without a queue. */
export function kueueLabels(owner: Pick<ObjectMeta, 'labels'>): Readonly<Record<string, string>> {
  if (kueueOf(owner) === undefined) return {}
  return Object.fromEntries(
    Object.entries(owner.labels ?? {}).filter(([name]) => name.startsWith(kueuePrefix)),
  )
}

/** What makes pods, with the labels of its owner for Kueue. */
export function queuedAs(owner: Pick<ObjectMeta, 'labels'>, object: RenderedObject): RenderedObject {
  if (kueueOf(owner) === undefined) return object
  const { metadata } = object
  return { ...object, metadata: { ...metadata, labels: { ...metadata.labels, ...kueueLabels(owner) } } }
}
