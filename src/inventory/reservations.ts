/**
 * Devices promised to an owner before its pods are bound: made with a decision, dropped on bind, expired when no pods came.
 *
 * What pods of the owner already hold on a node is taken off its reservation there, so that a device is never counted twice between
 * the bind and the drop. A pod that ends in that time gives its share back to the reservation, not to everybody.
 * @module
 */
import { prefix } from '../vocabulary/names.ts'

/** Label on a pod: the owner (UID) whose reservation it uses up. */
export const reservationLabel = `${prefix}/reservation`

/** Devices of one resource on one node. */
export interface ReservedDevices {
  readonly node: string
  readonly resource: string
  readonly count: number
}

export interface Reservation {
  /** UID of the object that was decided on; a later reservation of the same owner replaces the earlier. */
  readonly owner: string
  readonly devices: readonly ReservedDevices[]
  /** When it is dropped if nobody did, ms since the epoch. */
  readonly expiresAtMs: number
}

/** One that no room is left for. */
export interface Shortage extends ReservedDevices {
  /** Free there for this owner, devices. */
  readonly free: number
}

/** Reservations by owner and by node. Whether there is room for them is the inventory's question. */
export class ReservationBook {
  readonly #byOwner = new Map<string, Reservation>()
  /** Node → resource → owner → devices. */
  readonly #byNode = new Map<string, Map<string, Map<string, number>>>()

  /** Owner → devices of a resource that are reserved on a node. */
  on(node: string, resource: string): ReadonlyMap<string, number> {
    return this.#byNode.get(node)?.get(resource) ?? none
  }

  of(owner: string): Reservation | undefined {
    return this.#byOwner.get(owner)
  }

  set(reservation: Reservation): void {
    this.drop(reservation.owner)
    this.#byOwner.set(reservation.owner, reservation)
    for (const { node, resource, count } of reservation.devices) {
      const owners = upsert(upsert(this.#byNode, node), resource)
      owners.set(reservation.owner, (owners.get(reservation.owner) ?? 0) + count)
    }
  }

  drop(owner: string): void {
    const before = this.#byOwner.get(owner)
    this.#byOwner.delete(owner)
    for (const { node, resource } of before?.devices ?? []) {
      const resources = this.#byNode.get(node)
      const owners = resources?.get(resource)
      owners?.delete(owner)
      if (owners?.size === 0) resources?.delete(resource)
      if (resources?.size === 0) this.#byNode.delete(node)
    }
  }

  expired(nowMs: number): Reservation[] {
    return [...this.#byOwner.values()].filter(({ expiresAtMs }) => expiresAtMs <= nowMs)
  }
}

const none: ReadonlyMap<string, number> = new Map()

function upsert<K, A, B>(map: Map<K, Map<A, B>>, key: K): Map<A, B> {
  const found = map.get(key) ?? new Map<A, B>()
  map.set(key, found)
  return found
}
