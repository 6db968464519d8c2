/**
 * What statuses promise to groups, held in the inventory; and who waits in the queue for more.
 *
 * State to guard: every name under which something is held or waited for is known here with its service, so that nothing of a service
 * is left behind, whatever became of it.
 * @module
 */
import type { ReservedGroup } from '../../api/fields/groups.ts'
import type { Inventory } from '../../inventory/inventory.ts'
import type { Queueing } from '../queue/queueing.ts'
import type { Waiter } from '../queue/waiter.ts'

export interface GroupReservationsOptions {
  readonly queueing: Pick<Queueing, 'queue' | 'usage'>
  readonly inventory: Pick<Inventory, 'reserve' | 'release' | 'reservationOf'>
  readonly now: () => Date
}

export interface Promised {
  /** UID. */
  readonly service: string
  readonly namespace: string
  readonly groups: readonly ReservedGroup[]
}

export class GroupReservations {
  readonly #options: GroupReservationsOptions
  /** UID of a service → names of its reservations, promised or waited for. */
  readonly #names = new Map<string, ReadonlySet<string>>()

  constructor(options: GroupReservationsOptions) {
    this.#options = options
  }

  /** The inventory holds what the status says is promised, and nothing else but fresh grants. */
  hold({ service, namespace, groups }: Promised): void {
    const { queue } = this.#options.queueing
    const promised = new Set(groups.map(({ id }) => id))
    for (const group of groups) {
      queue.settle(group.id)
      this.#reserve(namespace, group)
    }
    const others = this.#namesOf(service).filter((id) => !promised.has(id))
    const isOpen = (id: string) => queue.isWaiting(id) || queue.grantOf(id) !== undefined
    for (const id of others) if (!isOpen(id)) this.#release(id)
    this.#note(service, [...promised, ...others.filter(isOpen)])
  }

  isHeld(id: string): boolean {
    return this.#options.inventory.reservationOf(id) !== undefined
  }

  /**
   * These wait, and nobody else of the service does any more.
   * @returns whether somebody was not in the queue before
   */
  wait(service: string, waiting: readonly Waiter[], promised: readonly ReservedGroup[]): boolean {
    const { queue } = this.#options.queueing
    const names = new Set([...waiting.map(({ uid }) => uid), ...promised.map(({ id }) => id)])
    for (const id of this.#namesOf(service)) if (!names.has(id)) queue.abandon(id)
    // what the status no longer says may be held until the watch tells so
    this.#note(service, [...this.#namesOf(service), ...names])
    const isNew = waiting.some(({ uid }) => !queue.isWaiting(uid))
    for (const waiter of waiting) queue.join(waiter)
    return isNew
  }

  /** The service is gone. */
  forget(service: string): void {
    for (const id of this.#namesOf(service)) {
      this.#options.queueing.queue.abandon(id)
      this.#release(id)
    }
    this.#names.delete(service)
  }

  #reserve(namespace: string, { id, members, expiresAt }: ReservedGroup): void {
    const { inventory, now, queueing } = this.#options
    const expiresAtMs = Date.parse(expiresAt)
    if (inventory.reservationOf(id)?.expiresAtMs === expiresAtMs || expiresAtMs <= now().getTime()) return
    inventory.reserve({ owner: id, devices: members, expiresAtMs })
    const [first] = members
    const count = members.reduce((sum, member) => sum + member.count, 0)
    if (first !== undefined) queueing.usage.promise(id, namespace, first.resource, count)
  }

  #release(id: string): void {
    this.#options.inventory.release(id)
    this.#options.queueing.usage.withdraw(id)
  }

  #namesOf(service: string): readonly string[] {
    return [...(this.#names.get(service) ?? [])]
  }

  #note(service: string, names: Iterable<string>): void {
    const all = new Set(names)
    if (all.size === 0) this.#names.delete(service)
    else this.#names.set(service, all)
  }
}
