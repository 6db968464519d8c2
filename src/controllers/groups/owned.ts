/**
 * Groups of the objects of one kind, with the cluster around them: what they were promised, who waits for places, which pods move.
 * @module
 */
import type { ReservedGroup } from '../../api/fields/groups.ts'
import { placeGroup } from '../../decide/place/place-group.ts'
import type { PlacementIndex } from '../../decide/place/placement-index.ts'
import type { Inventory } from '../../inventory/inventory.ts'
import { keyOf } from '../../kube/key.ts'
import type { Store, StoreEvent } from '../../kube/store.ts'
import type { KubeClient, KubeObject } from '../../kube/types.ts'
import type { Node } from '../feeds/node.ts'
import type { Pod } from '../feeds/pod.ts'
import type { urgencyOf } from '../queue/priority-class.ts'
import type { Queueing } from '../queue/queueing.ts'
import type { Waiter } from '../queue/waiter.ts'
import { movePods } from './pods.ts'
import { GroupReservations } from './reservations.ts'
import type { GroupService, GroupView } from './service.ts'
import { type Occupant, takenDomains } from './taken-domains.ts'

/** An object that may have groups, as it is watched. */
export interface GroupOwner extends KubeObject {
  readonly status?: { readonly groups?: readonly ReservedGroup[] | undefined }
}

export interface OwnedGroupsOptions<Owner extends GroupOwner> {
  /** Writes only while this process leads. */
  readonly client: KubeClient
  readonly queueing: Pick<Queueing, 'queue' | 'usage' | 'urgencyOf' | 'joined'>
  readonly inventory: Inventory
  /** Kept by the inventory's events. */
  readonly places: PlacementIndex
  readonly nodes: Pick<Store<Node>, 'get'>
  /** All objects of the kind. */
  readonly owners: Pick<Store<Owner>, 'list'>
  /** The cluster is known as a whole. */
  readonly isSynced: () => boolean
  readonly now: () => Date
  readonly podsOf: (owner: Owner) => readonly Pod[]
  /** Of all kinds: a domain that is one group's is no other's. */
  readonly occupants: () => Iterable<Occupant>
  /** What the owner says of its urgency. */
  readonly priorityOf: (owner: Owner) => Parameters<typeof urgencyOf>[0]
  /** Looks at the owner again. */
  readonly touch: (key: string) => void
}

/** What a plan says of groups, for whoever does it. */
export type CarriedOut = Pick<GroupService, 'plan' | 'requestOf' | 'preferredNodes'>

export class OwnedGroups<Owner extends GroupOwner> {
  readonly #options: OwnedGroupsOptions<Owner>
  readonly #reservations: GroupReservations
  #isHeld = false

  constructor(options: OwnedGroupsOptions<Owner>) {
    this.#options = options
    this.#reservations = new GroupReservations(options)
  }

  /** What was promised before this process began is held; before that nobody may be given anything. */
  ready(): boolean {
    if (this.#isHeld) return true
    const { owners, isSynced } = this.#options
    if (!isSynced()) return false
    this.#isHeld = true
    for (const owner of owners.list()) this.#hold(owner)
    return true
  }

  /** An owner came, changed or went. */
  take({ type, object }: StoreEvent<Owner>): void {
    if (type === 'deleted') this.#reservations.forget(object.metadata.uid ?? '')
    else if (this.#isHeld) this.#hold(object)
  }

  /** For groups of all kinds. */
  occupants(): readonly Occupant[] {
    const { owners, podsOf } = this.#options
    return owners.list().map((owner) => ({
      uid: owner.metadata.uid ?? '',
      reserved: owner.status?.groups ?? [],
      pods: podsOf(owner),
    }))
  }

  /** The inventory holds what the owner's status says is promised. */
  #hold({ metadata, status }: Owner): void {
    this.#reservations.hold({
      service: metadata.uid ?? '',
      namespace: metadata.namespace ?? '',
      groups: status?.groups ?? [],
    })
  }

  view(owner: Owner): GroupView {
    const { queueing, places, nodes, podsOf, occupants } = this.#options
    const { uid = '' } = owner.metadata
    return {
      pods: podsOf(owner),
      grantOf: (id) => queueing.queue.grantOf(id),
      standingOf: (id) => queueing.queue.standingOf(id),
      isHeld: (id) => this.#reservations.isHeld(id),
      hasRoom: (request) => 'placements' in placeGroup(places, request),
      takenDomains: (topology, index) =>
        takenDomains(occupants(), { uid, index }, (node) => nodes.get(node)?.metadata.labels?.[topology]),
    }
  }

  /**
   * Joins the queue for what waits, and lets go or takes down what the plan says.
   * @param groups absent: the owner has none
   * @returns seconds until something of it is due
   */
  async carryOut(owner: Owner, groups: CarriedOut | undefined): Promise<number | undefined> {
    const { client, queueing, priorityOf, touch } = this.#options
    const { uid = '' } = owner.metadata
    const waiting = groups === undefined ? [] : this.#waiters(owner, groups, priorityOf(owner))
    // where it stands is told once it has joined
    if (this.#reservations.wait(uid, waiting, groups?.plan.reserved ?? []))
      void queueing.joined().then(() => touch(keyOf(owner)))
    if (groups === undefined) return undefined
    await movePods(client, groups.plan)
    return groups.plan.afterSeconds
  }

  #waiters(
    owner: Owner,
    { plan, requestOf, preferredNodes }: CarriedOut,
    priority: Parameters<typeof urgencyOf>[0],
  ): readonly Waiter[] {
    const urgency = this.#options.queueing.urgencyOf(priority)
    if (urgency === undefined) return []
    const { namespace = '', creationTimestamp = '' } = owner.metadata
    const sinceMs = Date.parse(creationTimestamp) || 0
    const touch = () => this.#options.touch(keyOf(owner))
    const liked = preferredNodes === undefined ? {} : { preferredNodes }
    return plan.waits.map(({ id, index, hasPods }): Waiter => {
      const waiter = { uid: id, namespace, ...urgency, sinceMs, request: requestOf(index), ...liked, touch }
      return hasPods ? { ...waiter, hasPods } : waiter
    })
  }
}
