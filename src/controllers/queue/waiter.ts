/**
 * Somebody who waits for devices, of whatever kind it is, and what it gets.
 * @module
 */
import type { Placement, PlaceRequest } from '../../decide/place/place-group.ts'

export interface Waiter {
  /** Of the object; reservations are in its name. */
  readonly uid: string
  readonly namespace: string
  /** Points (`priority.ts`). */
  readonly priority: number
  /** Since when it is wanted, ms since the epoch. */
  readonly sinceMs: number
  /** Its members get a place all together or not at all. */
  readonly request: PlaceRequest
  /** Labels of nodes that are taken before all others. */
  readonly preferred?: Readonly<Record<string, string>>
  /** Names of nodes that are taken before all others, where they have room for all of it: those that hold its model. */
  readonly preferredNodes?: readonly string[]
  /** A node that is taken only where no other has room, such as the one that an attempt failed on. */
  readonly avoided?: string
  /** Its pods are there and held back: quotas have let them in, and count them. Default: there are none yet. */
  readonly hasPods?: true
  /** PriorityClass of the pods it will have; absent where they name none. */
  readonly priorityClassName?: string
  /** Whether others may be taken down for it, where the platform allows that at all. */
  readonly preempts: boolean
  /** Called when it was given a place, or stands otherwise than it was told. */
  readonly touch: () => void
}

/** What was taken in the inventory for one that waited. */
export interface Grant {
  readonly placements: readonly Placement[]
  /** RFC 3339; until then a status has to hold it. */
  readonly expiresAt: string
}

/** Devices that all members use, reserved ones that stay idle not counted. */
export function devicesOf({ members = 1, gpusPerMember }: PlaceRequest): number {
  return members * gpusPerMember
}
