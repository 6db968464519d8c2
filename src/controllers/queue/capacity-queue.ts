/**
 * The queue for GPUs: what can't run now, of whatever kind it is, waits here and is given a place when there is one.
 *
 * State to guard: devices are taken in the inventory in the order of the queue and by nobody else, so no two are ever given the
 * same. A grant is remembered until the watch tells of the status that holds it.
 * @module
 */
import { type Placement, reservationFor } from '../../decide/place/place-group.ts'
import type { PlacementIndex } from '../../decide/place/placement-index.ts'
import type { DeviceKind } from '../../decide/place/shelf.ts'
import type { Inventory } from '../../inventory/inventory.ts'
import { ceilingOf, type QueueConfig } from '../../inventory/queue-config.ts'
import type { GpuQuota } from '../../inventory/resource-quotas.ts'
import { type Allowance, allowance } from './allowance.ts'
import { choosePlaces } from './choose-places.ts'
import { type Competition, competitionFor } from './competition.ts'
import { Evictions } from './evictions.ts'
import { nodesToKeep } from './kept-nodes.ts'
import type { NamespaceUsage } from './namespace-usage.ts'
import { compareTurns, type OrderContext } from './order.ts'
import type { Victim } from './preemption.ts'
import { type Standing, standingWords } from './standing.ts'
import { devicesOf, type Grant, type Waiter } from './waiter.ts'
import { type WaitingClass, WaitingClasses } from './waiting-classes.ts'

/** A granted place that nobody has used by then goes back, ms; longer than the bind deadline. */
export const grantMs = 120_000

export interface CapacityQueueOptions {
  readonly places: PlacementIndex
  readonly inventory: Pick<Inventory, 'reserve' | 'release' | 'rooms'>
  /** As it is now. */
  readonly config: () => QueueConfig
  readonly usage: NamespaceUsage
  /** ResourceQuotas of its namespace that count the pods of one that waits, as far as they limit GPUs. */
  readonly quotas: (waiter: Pick<Waiter, 'namespace' | 'priorityClassName'>) => readonly GpuQuota[]
  /** Workloads that hold devices and may be taken down for others, those on their way out among them. */
  readonly victims: () => readonly Victim[]
  readonly now: () => Date
}

export class CapacityQueue {
  readonly #options: CapacityQueueOptions
  readonly #waiting = new WaitingClasses()
  readonly #grants = new Map<string, Grant>()
  readonly #evictions: Evictions
  /** Nodes that were kept in the last round, by whom. */
  #kept = new Map<string, readonly string[]>()
  /** As of the last look at all of them. */
  #ranks = new Map<string, number>()
  readonly #competitions = new Map<string, Competition>()
  readonly #told = new Map<string, string>()

  constructor(options: CapacityQueueOptions) {
    this.#options = options
    const { victims, inventory, places } = options
    this.#evictions = new Evictions({
      victims,
      rooms: () => inventory.rooms(),
      roomOf: (node) => places.room(node),
    })
  }

  get size(): number {
    return this.#waiting.size
  }

  /** Takes its place, or a new one after a change of what it wants. */
  join(waiter: Waiter): void {
    if (!this.#grants.has(waiter.uid)) this.#waiting.add(waiter)
  }

  isWaiting(uid: string): boolean {
    return this.#waiting.get(uid) !== undefined
  }

  /** It waits no longer; a grant stays. */
  leave(uid: string): void {
    if (!this.#waiting.remove(uid)) return
    this.#told.delete(uid)
    this.#ranks.delete(uid)
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
    if (!this.#grants.delete(uid)) return
    this.#options.inventory.release(uid)
    this.#options.usage.withdraw(uid)
  }

  /** The term is over: who waits is found again by the next leader. */
  clear(): void {
    for (const { uid } of [...this.#waiting]) this.abandon(uid)
    for (const uid of [...this.#grants.keys()]) this.abandon(uid)
    // nothing is claimed any more
    this.#evictions.settle()
  }

  /** Whether it has to make room for another. */
  isVictim(uid: string): boolean {
    return this.#evictions.isVictim(uid)
  }

  /** Gives out what is free now. Costs as much as there are classes, not as many as wait. */
  dispatch(): void {
    const { config, now } = this.#options
    const nowMs = now().getTime()
    const kept = new Set<string>()
    const keptBy = new Map<string, readonly string[]>()
    const closed = new Set<WaitingClass>()
    const blocked = new Set<string>()
    for (;;) {
      const next = this.#next(this.#order(nowMs), closed)
      if (next === undefined) break
      const { waiter, of } = next
      const allowed = this.#allowed(waiter)
      const isOut = blocked.has(of.shape) || 'refusal' in allowed
      if (!isOut && this.#place(waiter, allowed.kinds, kept, nowMs)) continue
      closed.add(of)
      // others of the shape may have what its own namespace may not
      if (isOut || allowed.kinds.length < waiter.request.kinds.length) continue
      blocked.add(of.shape)
      const nodes = this.#keep(
        waiter,
        of.shape,
        kept,
        nowMs - waiter.sinceMs >= config().backfillSeconds * 1000,
      )
      for (const node of nodes) kept.add(node)
      if (nodes.length > 0) keptBy.set(waiter.uid, nodes)
    }
    this.#kept = keptBy
    for (const uid of this.#evictions.settle()) this.#waiting.get(uid)?.touch()
  }

  /** How it stands, or would. */
  standingOf(uid: string): Standing | undefined {
    const waiter = this.#waiting.get(uid)
    const shape = this.#waiting.shapeOf(uid)
    if (waiter === undefined || shape === undefined) return undefined
    const allowed = this.#allowed(waiter)
    const makeRoom = this.#evictions.victimsFor(uid)
    const known = this.#competitions.get(shape)
    const competition = known ?? competitionFor(waiter.request, this.#options.inventory.rooms())
    this.#competitions.set(shape, competition)
    const standing: Standing = {
      place: Math.min(this.#ranks.get(uid) ?? this.#guessRank(waiter), this.size),
      of: this.size,
      competition,
      ...('refusal' in allowed ? { refusal: allowed.refusal } : {}),
      ...(makeRoom > 0 ? { makeRoom } : {}),
    }
    if (!this.#told.has(uid)) this.#told.set(uid, standingWords(standing))
    return standing
  }

  /** Looks at everybody's place again, and touches those of whom something else is to be told. Meant for twice a minute. */
  refresh(): void {
    this.#competitions.clear()
    const order = this.#order(this.#options.now().getTime())
    const sorted = [...this.#waiting].sort((a, b) => compareTurns(a, b, order))
    this.#ranks = new Map(sorted.map(({ uid }, index) => [uid, index + 1]))
    for (const { uid, touch } of sorted) {
      const told = this.#told.get(uid)
      this.#told.delete(uid)
      const standing = this.standingOf(uid)
      if (standing !== undefined && told !== standingWords(standing)) touch()
    }
  }

  #order(nowMs: number): OrderContext {
    return { nowMs, heldBy: (namespace) => this.#options.usage.used(namespace) }
  }

  /** The first of all classes that are not closed. */
  #next(order: OrderContext, closed: ReadonlySet<WaitingClass>) {
    let best: { readonly waiter: Waiter; readonly of: WaitingClass } | undefined
    for (const of of this.#waiting.classes()) {
      const [waiter] = of.waiters
      if (waiter === undefined || closed.has(of)) continue
      if (best === undefined || compareTurns(waiter, best.waiter, order) < 0) best = { waiter, of }
    }
    return best
  }

  #allowed(waiter: Waiter): Allowance {
    const { config, usage, quotas } = this.#options
    const { namespace } = waiter
    return allowance(waiter, {
      ceiling: ceilingOf(config(), namespace),
      quotas: quotas(waiter),
      usage,
    })
  }

  #place(waiter: Waiter, kinds: readonly DeviceKind[], kept: ReadonlySet<string>, nowMs: number): boolean {
    const { places, inventory } = this.#options
    const placements = choosePlaces(places, waiter, kinds, kept)
    if (placements === undefined) return false
    const expiresAtMs = nowMs + grantMs
    if (inventory.reserve(reservationFor(waiter.uid, placements, expiresAtMs)).length > 0) return false
    this.#grant(waiter, placements, new Date(expiresAtMs).toISOString())
    return true
  }

  #grant(
    { uid, namespace, request, touch }: Waiter,
    placements: readonly Placement[],
    expiresAt: string,
  ): void {
    this.leave(uid)
    this.#grants.set(uid, { placements, expiresAt })
    const [first] = placements
    if (first) this.#options.usage.promise(uid, namespace, first.kind.resource, devicesOf(request))
    touch()
  }

  /** Nodes that nobody behind it is placed on: where room is made for it, or where it comes free once it has waited long. */
  #keep(waiter: Waiter, shape: string, kept: ReadonlySet<string>, hasWaited: boolean): readonly string[] {
    const { config, inventory, places } = this.#options
    if (config().preemption.enabled && waiter.preempts) {
      const claimed = this.#evictions.claim(shape, waiter, kept)
      if (claimed.length > 0) return claimed
    }
    if (!hasWaited) return []
    return nodesToKeep({
      request: waiter.request,
      kept,
      before: this.#kept.get(waiter.uid) ?? [],
      roomOf: (node) => places.room(node),
      rooms: () => inventory.rooms(),
    })
  }

  /** Of one that came after the last look: behind everybody in whose class the eldest goes before it. */
  #guessRank(waiter: Waiter): number {
    const order = this.#order(this.#options.now().getTime())
    let before = 0
    for (const { waiters } of this.#waiting.classes()) {
      const [eldest] = waiters
      if (eldest !== undefined && compareTurns(eldest, waiter, order) <= 0) before += waiters.length
    }
    return Math.max(1, before)
  }
}
