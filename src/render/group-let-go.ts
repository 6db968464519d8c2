/**
 * The one patch that narrows a gated pod of a group to its node and lets the scheduler have it.
 * @module
 */
import { reservationLabel } from '../inventory/reservations.ts'
import { prefix } from '../vocabulary/names.ts'
import { type NodeAffinity, narrowedTo } from './narrowed-affinity.ts'

/** On pods of groups until each of them has a place. */
export const placementGate = `${prefix}/placement`

export interface GatedPod {
  readonly affinity?: NodeAffinity
  /** Names. */
  readonly gates: readonly string[]
}

/**
 * A merge patch. Gates of others stay, and the pod is still held back while there are any.
 *
 * @param reservation the one that the pod uses up
 */
export function letPodGo({ affinity, gates }: GatedPod, node: string, reservation: string): object {
  return {
    metadata: { labels: { [reservationLabel]: reservation } },
    spec: {
      affinity: narrowedTo(affinity, node),
      schedulingGates: gates.filter((name) => name !== placementGate).map((name) => ({ name })),
    },
  }
}
