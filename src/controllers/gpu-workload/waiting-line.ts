/**
 * GPUWorkloads that wait for devices, in one line: by priority and age, and whoever stands first is not starved by small ones behind.
 *
 * State to guard: devices are taken in the inventory in the order of the line and by nobody else, so no two are ever given the same.
 * A grant is remembered until the watch tells of the status that holds it.
 * @module
 */
import { type GPUWorkload, priorities } from '../../api/warp/workload.ts'
import { type PlaceRequest, reservationFor } from '../../decide/place/place-group.ts'
import type { PlacementIndex } from '../../decide/place/placement-index.ts'
import type { Inventory } from '../../inventory/inventory.ts'
import { canonicalJson } from '../../vocabulary/names.ts'
import { chooseNode, nearestNode, placeRequest } from './node-choice.ts'
import type { Grant } from './situation.ts'
import type { BatchWish } from './wish.ts'

/** A priority is worth so much waiting: whoever waits longer goes before the next higher, ms. */
export const ageingMs = 30 * 60_000

/** A granted place that nobody has used by then goes back, ms; longer than the bind deadline. */
const grantMs = 120_000

export interface WaitingLineOptions {
  readonly places: PlacementIndex
  readonly inventory: Pick<Inventory, 'reserve' | 'release' | 'rooms'>
  readonly now: () => Date
  /** Told after every grant. */
  readonly onGrant: (key: string) => void
}

interface Waiting {
  readonly key: string
  readonly uid: string
  /** Smaller goes first. */
  readonly order: number
  readonly request: PlaceRequest
  /** Equal for those that a place suits alike. */
  readonly shape: string
  readonly failedOn: string | undefined
}

export class WaitingLine {
  readonly #options: WaitingLineOptions
  readonly #waiting = new Map<string, Waiting>()
  readonly #grants = new Map<string, Grant>()
  #sorted: readonly Waiting[] | undefined

  constructor(options: WaitingLineOptions) {
    this.#options = options
  }

  get size(): number {
    return this.#waiting.size
  }

  /** Takes its place, or a new one after a change of its spec. */
  join(key: string, workload: GPUWorkload, wish: BatchWish): void {
    const { uid = '', creationTimestamp = '' } = workload.metadata
    if (this.#grants.has(uid)) return
    const request = placeRequest(workload, wish)
    const { retryCount = 0, assignedNode } = workload.status ?? {}
    const failedOn = retryCount > 0 ? assignedNode : undefined
    const { seed: _, ...alike } = request
    this.#waiting.set(uid, {
      key,
      uid,
      order: (Date.parse(creationTimestamp) || 0) - priorities.indexOf(workload.spec.priority) * ageingMs,
      request,
      shape: canonicalJson({
        ...alike,
        kinds: alike.kinds.map(({ accelerator, partition, resource }) => [accelerator, partition, resource]),
      }),
      failedOn,
    })
    this.#sorted = undefined
  }

  /** It waits no longer; a grant stays. */
  leave(uid: string): void {
    if (this.#waiting.delete(uid)) this.#sorted = undefined
  }

  grantOf(uid: string): Grant | undefined {
    return this.#grants.get(uid)
  }

  /** The status holds the grant now. */
  settle(uid: string): void {
    this.leave(uid)
    this.#grants.delete(uid)
  }

  /** It wants nothing any more. */
  abandon(uid: string): void {
    this.leave(uid)
    if (this.#grants.delete(uid)) this.#options.inventory.release(uid)
  }

  /** The term is over: who waits is found again by the next leader. */
  clear(): void {
    for (const uid of [...this.#waiting.keys(), ...this.#grants.keys()]) this.abandon(uid)
  }

  /** `next`, or `among the next 10`: exact places would be news with every step of the line. */
  positionOf(uid: string): string | undefined {
    const index = this.#inOrder().findIndex((each) => each.uid === uid)
    if (index < 0) return undefined
    if (index === 0) return 'next'
    const step = [10, 100, 1000].find((each) => index < each)
    return step === undefined ? 'behind the next 1000' : `among the next ${step}`
  }

  /** Gives out what is free now. */
  dispatch(): void {
    const { places, inventory, now, onGrant } = this.#options
    const kept = new Set<string>()
    const without = new Set<string>()
    for (const waiting of this.#inOrder()) {
      const { uid, key, request, shape, failedOn } = waiting
      if (without.has(shape)) continue
      const placement = chooseNode(places, request, kept, failedOn)
      if (placement === undefined) {
        // the first without a place keeps the node that comes nearest; those behind may have what is left
        const node = without.size === 0 ? nearestNode(inventory.rooms(), request) : undefined
        if (node !== undefined) kept.add(node)
        without.add(shape)
        continue
      }
      const expiresAtMs = now().getTime() + grantMs
      if (inventory.reserve(reservationFor(uid, [placement], expiresAtMs)).length > 0) continue
      const { node, kind, reserve } = placement
      this.leave(uid)
      this.#grants.set(uid, {
        node,
        device: kind,
        count: reserve,
        expiresAt: new Date(expiresAtMs).toISOString(),
      })
      onGrant(key)
    }
  }

  #inOrder(): readonly Waiting[] {
    this.#sorted ??= [...this.#waiting.values()].sort((a, b) => a.order - b.order || (a.uid < b.uid ? -1 : 1))
    return this.#sorted
  }
}
