/**
 * What makes the pods of a plan: a Deployment on one node, a LeaderWorkerSet on several.
 * @module
 */
import { renderDeployment } from './deployment.ts'
import { placementGate } from './group-let-go.ts'
import { kueueOf, queuedAs } from './kueue.ts'
import { type GroupInput, renderLeaderWorkerSet } from './leader-worker-set.ts'
import type { RenderedObject } from './object.ts'

export interface ServingPodsInput extends GroupInput {
  /** Pods of groups are held back until each has a place, by somebody who lifts their gate. Default false. */
  readonly gated?: boolean
}

export function renderServingPods({ gated = false, ...input }: ServingPodsInput): RenderedObject {
  const { endpoint, candidate, version, pod, cache } = input
  const { metadata } = endpoint
  if ((candidate.nodes ?? 1) === 1)
    return queuedAs(metadata, renderDeployment(endpoint, candidate, version, pod, cache))
  // Kueue holds its pods back itself
  const isGated = gated && kueueOf(metadata) === undefined
  const members = isGated ? { ...pod, gate: placementGate } : pod
  return queuedAs(
    metadata,
    renderLeaderWorkerSet({ ...input, ...(members === undefined ? {} : { pod: members }) }),
  )
}
