/**
 * Who is taken down for whom, from the plan until there is room.
 *
 * State to guard: a victim is in one claim at most, and a claim lives only as long as it is renewed in every round: whoever got its
 * place otherwise, or left, spares the rest.
 * @module
 */
import type { NodeRoom } from '../../inventory/node-room.ts'
import { devicesFor } from './competition.ts'
import { planPreemption, type Victim } from './preemption.ts'
import type { Waiter } from './waiter.ts'

interface Claim {
  readonly waiter: string
  readonly nodes: readonly string[]
  readonly victims: readonly string[]
}

export interface EvictionsOptions {
  /** Workloads that hold devices and may be taken down, those on their way out among them. */
  readonly victims: () => readonly Victim[]
  readonly rooms: () => Iterable<NodeRoom>
  readonly roomOf: (node: string) => NodeRoom | undefined
}

export class Evictions {
  readonly #options: EvictionsOptions
  /** By shape of what is wanted: one at a time is helped. */
  #claims = new Map<string, Claim>()
  #renewed = new Map<string, Claim>()
  #running: ReadonlyMap<string, Victim> | undefined

  constructor(options: EvictionsOptions) {
    this.#options = options
  }

  /** Nodes on which room is being made for the first of a shape; none where nobody may be taken down, or that would not do. */
  claim(shape: string, waiter: Waiter, kept: ReadonlySet<string>): readonly string[] {
    const claim = this.#still(shape, waiter, kept) ?? this.#plan(waiter, kept)
    if (claim === undefined) return []
    this.#renewed.set(shape, claim)
    return claim.nodes
  }

  /**
   * The round is over: what nobody claimed again is spared.
   *
   * @returns UIDs of those for whom room is made since this round
   */
  settle(): readonly string[] {
    const [before, now] = [this.#claims, this.#renewed]
    this.#claims = now
    this.#renewed = new Map()
    const [were, are] = [before, now].map(
      (claims) => new Set([...claims.values()].flatMap(({ victims }) => victims)),
    )
    for (const uid of new Set([...(were ?? []), ...(are ?? [])]))
      if (were?.has(uid) !== are?.has(uid)) this.#victims().get(uid)?.touch()
    this.#running = undefined
    const helped = new Set([...before.values()].map(({ waiter }) => waiter))
    return [...now.values()].map(({ waiter }) => waiter).filter((uid) => !helped.has(uid))
  }

  /** Whether it is to make room. */
  isVictim(uid: string): boolean {
    for (const { victims } of this.#claims.values()) if (victims.includes(uid)) return true
    return false
  }

  /** Workloads that make room for one that waits. */
  victimsFor(uid: string): number {
    for (const { waiter, victims } of this.#claims.values()) if (waiter === uid) return victims.length
    return 0
  }

  /** The claim of the round before, as long as its nodes will do, somebody of it is still there, and it is still right to take them down. */
  #still(shape: string, waiter: Waiter, kept: ReadonlySet<string>): Claim | undefined {
    const claim = this.#claims.get(shape)
    if (claim === undefined || claim.nodes.some((node) => kept.has(node))) return undefined
    const rooms = claim.nodes.map(this.#options.roomOf)
    if (!rooms.every((room) => room !== undefined && devicesFor(waiter.request, room).length > 0))
      return undefined
    const there = claim.victims.flatMap((uid) => this.#victims().get(uid) ?? [])
    if (there.length === 0 || there.some(({ priority }) => priority >= waiter.priority)) return undefined
    return { ...claim, waiter: waiter.uid }
  }

  #plan({ uid: waiter, request, priority }: Waiter, kept: ReadonlySet<string>): Claim | undefined {
    const taken = new Set(
      [...this.#claims.values(), ...this.#renewed.values()].flatMap(({ victims }) => victims),
    )
    const free = [...this.#victims().values()].filter(({ uid, isGoing }) => !isGoing && !taken.has(uid))
    const plan = planPreemption(request, priority, this.#options.rooms(), free, kept)
    if (plan === undefined || plan.victims.length === 0) return undefined
    return { waiter, nodes: plan.nodes, victims: plan.victims.map(({ uid }) => uid) }
  }

  /** As they are in this round. */
  #victims(): ReadonlyMap<string, Victim> {
    this.#running ??= new Map(this.#options.victims().map((victim) => [victim.uid, victim]))
    return this.#running
  }
}
