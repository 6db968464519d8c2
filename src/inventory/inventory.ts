/**
 * Nodes, pods and reservations folded into shapes and rooms. Every event costs no more than the pods with GPUs on one node; the
 * result does not depend on the order of events.
 * @module
 */
import { equalData } from './equal.ts'
import { type Disagreement, type Hardware, type HardwareShape, shapeKey } from './hardware.ts'
import { defaultKeepHours, missingShapes } from './last-seen.ts'
import { type DeviceRoom, deviceRooms, type NodeRoom } from './node-room.ts'
import { type NodeFacts, readNode } from './node-shape.ts'
import type { NodeObject, PodObject } from './objects.ts'
import { type Holding, holdingsOfPod } from './pod-devices.ts'
import { type Reservation, ReservationBook, type Shortage } from './reservations.ts'
import { type NodeShare, ShapeCounts } from './shape-counts.ts'
import { Tally } from './tally.ts'

/** Kinds of disagreement that a snapshot lists. */
const maxDisagreements = 20

/** A node by name; pods may be known before it is. */
interface NodeState {
  facts: NodeFacts | undefined
  holdings: readonly Holding[]
  /** As it stands in the totals. */
  rooms: readonly DeviceRoom[]
}

export interface InventoryOptions {
  /** Told after every change of a node; `undefined` when it is gone. What it is told never changes afterwards. */
  readonly onRoom?: (name: string, room: NodeRoom | undefined) => void
}

export class Inventory {
  readonly #nodes = new Map<string, NodeState>()
  /** By namespace and name; pods that hold nothing are left out. */
  readonly #pods = new Map<string, readonly Holding[]>()
  readonly #shapes = new Map<string, ShapeCounts>()
  readonly #reservations = new ReservationBook()
  readonly #onRoom: InventoryOptions['onRoom']
  readonly #disagreements = new Tally<string>()
  #unknownNodes = 0

  constructor(options: InventoryOptions = {}) {
    this.#onRoom = options.onRoom
  }

  applyNode(node: NodeObject): void {
    const facts = readNode(node)
    const before = this.#nodes.get(facts.name)?.facts
    // a heartbeat changes nothing here
    if (before !== undefined && equalData(before, facts)) return
    this.#change(facts.name, (state) => {
      state.facts = facts
    })
  }

  removeNode(name: string): void {
    if (this.#nodes.has(name))
      this.#change(name, (state) => {
        state.facts = undefined
      })
  }

  applyPod(pod: PodObject): void {
    this.#setPod(podKey(pod.metadata.namespace, pod.metadata.name), holdingsOfPod(pod))
  }

  removePod(namespace: string, name: string): void {
    this.#setPod(podKey(namespace, name), [])
  }

  /**
   * Takes devices for an owner, all of them or none: what was decided a moment ago may be gone by now. Devices that the owner has
   * reserved before are its own to take again.
   *
   * @returns what there is no room for; empty when everything is reserved
   */
  reserve(reservation: Reservation): readonly Shortage[] {
    const before = this.#reservations.of(reservation.owner)
    this.#setReservation(reservation.owner, undefined)
    const shortages = totals(reservation).flatMap((wanted) => {
      const state = this.#nodes.get(wanted.node)
      const devices = state?.rooms.find(({ resource }) => resource === wanted.resource)
      const open = state?.facts?.barriers.length === 0
      const held = this.#heldBy(reservation.owner, wanted.node, wanted.resource)
      const free = open && devices !== undefined ? devices.free + held : 0
      return wanted.count <= free ? [] : [{ ...wanted, free }]
    })
    this.#setReservation(reservation.owner, shortages.length === 0 ? reservation : before)
    return shortages
  }

  /** Drops what an owner had reserved: its pods are bound, or will not come. */
  release(owner: string): void {
    this.#setReservation(owner, undefined)
  }

  /** Drops reservations whose time is over, and says whose they were. */
  expire(nowMs: number): string[] {
    const owners = this.#reservations.expired(nowMs).map(({ owner }) => owner)
    for (const owner of owners) this.release(owner)
    return owners
  }

  reservationOf(owner: string): Reservation | undefined {
    return this.#reservations.of(owner)
  }

  /** Every node that is known, as placing sees it. */
  *rooms(): Generator<NodeRoom> {
    for (const state of this.#nodes.values()) {
      const room = roomOf(state)
      if (room !== undefined) yield room
    }
  }

  /** Where the labels of a node contradict what is known of its devices; `hardware` counts those of all nodes. */
  disagreementsOf(name: string): readonly string[] {
    return this.#nodes.get(name)?.facts?.disagreements ?? []
  }

  /**
   * The hardware as decisions see it, in a stable order.
   *
   * @param declared shapes that the platform says it owns or can provision
   * @param lastSeen memory of shapes that were here (`last-seen.ts`); those that are here again or are too old are left out
   */
  hardware(
    declared: readonly HardwareShape[],
    lastSeen: readonly HardwareShape[],
    now: Date,
    keepHours = defaultKeepHours,
  ): Hardware {
    const observed = [...this.#shapes.values()].map((counts) => counts.shape())
    const shapes = [
      ...observed,
      ...declared.map((shape) => ({ ...shape, origin: 'declared' as const })),
      ...missingShapes(lastSeen, observed, now, keepHours),
    ]
    const sorted = shapes
      .map((shape) => ({ key: shapeKey(shape), shape }))
      .sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
    const disagreements = this.#mostFrequent()
    return {
      shapes: sorted.map(({ shape }) => shape),
      unknownNodes: this.#unknownNodes,
      ...(disagreements.length === 0 ? {} : { disagreements }),
    }
  }

  #mostFrequent(): Disagreement[] {
    return [...this.#disagreements.values()]
      .map((words) => ({ words, nodes: this.#disagreements.of(words) }))
      .sort((a, b) => b.nodes - a.nodes || (a.words < b.words ? -1 : 1))
      .slice(0, maxDisagreements)
  }

  #setPod(key: string, holdings: readonly Holding[]): void {
    const before = this.#pods.get(key) ?? []
    if (equalData(before, holdings)) return
    if (holdings.length === 0) this.#pods.delete(key)
    else this.#pods.set(key, holdings)
    const [from, to] = [before[0]?.node, holdings[0]?.node]
    const without = (list: readonly Holding[]) => list.filter((each) => !before.includes(each))
    if (from !== undefined && from !== to)
      this.#change(from, (state) => {
        state.holdings = without(state.holdings)
      })
    if (to !== undefined)
      this.#change(to, (state) => {
        state.holdings = [...without(state.holdings), ...holdings]
      })
  }

  #setReservation(owner: string, reservation: Reservation | undefined): void {
    const before = this.#reservations.of(owner)
    if (before === reservation) return
    if (reservation === undefined) this.#reservations.drop(owner)
    else this.#reservations.set(reservation)
    const touched = [...(before?.devices ?? []), ...(reservation?.devices ?? [])].map(({ node }) => node)
    for (const node of new Set(touched)) if (this.#nodes.has(node)) this.#change(node, () => {})
  }

  /** Devices that bound pods of an owner hold: they are part of what it may reserve again. */
  #heldBy(owner: string, node: string, resource: string): number {
    let sum = 0
    for (const each of this.#nodes.get(node)?.holdings ?? [])
      if (each.reservation === owner && each.resource === resource) sum += each.count
    return sum
  }

  /** Changes a node, and the totals by the difference. */
  #change(name: string, change: (state: NodeState) => void): void {
    const state: NodeState = this.#nodes.get(name) ?? { holdings: [], rooms: [], facts: undefined }
    const before = { ...state }
    change(state)
    state.rooms = deviceRooms(state.facts?.devices ?? [], state.holdings, (resource) =>
      this.#reservations.on(name, resource),
    )
    this.#total(before, state)
    if (state.facts === undefined && state.holdings.length === 0) this.#nodes.delete(name)
    else if (before.facts === undefined) this.#nodes.set(name, state)
    // the node's own string: maps find it again without comparing characters
    this.#onRoom?.(state.facts?.name ?? name, roomOf(state))
  }

  #total(before: NodeState, after: NodeState): void {
    this.#unknownNodes += Number(after.facts?.unknown === true) - Number(before.facts?.unknown === true)
    if (before.facts !== after.facts) {
      for (const words of before.facts?.disagreements ?? []) this.#disagreements.add(words, -1)
      for (const words of after.facts?.disagreements ?? []) this.#disagreements.add(words, 1)
    }
    const [were, are] = [sharesOf(before), sharesOf(after)]
    for (const key of new Set([...were.keys(), ...are.keys()])) {
      const [old, now] = [were.get(key), are.get(key)]
      const sample = (now ?? old)?.room
      const counts = this.#shapes.get(key) ?? (sample && new ShapeCounts(sample))
      counts?.replace(old, now)
      if (counts === undefined || counts.empty) this.#shapes.delete(key)
      else this.#shapes.set(key, counts)
    }
  }
}

/** Shape → what a node says of it. */
function sharesOf({ facts, rooms }: NodeState): Map<string, NodeShare> {
  const schedulable = facts?.schedulable === true
  return new Map(
    rooms.map((room) => [
      shapeKey({ ...room, gpusPerNode: room.capacity, origin: 'observed' }),
      { room, schedulable },
    ]),
  )
}

function roomOf({ facts, rooms }: NodeState): NodeRoom | undefined {
  if (facts === undefined) return undefined
  const { name, labels, taints, barriers, gpuHourCost } = facts
  return {
    name,
    labels,
    taints,
    barriers,
    ...(gpuHourCost === undefined ? {} : { gpuHourCost }),
    devices: rooms,
  }
}

/** What a reservation wants of each resource of each node in all. */
function totals({ devices }: Reservation): Reservation['devices'] {
  const groups = Map.groupBy(devices, ({ node, resource }) => `${node}\n${resource}`)
  return [...groups.values()].flatMap((group) => {
    const [first] = group
    return first === undefined ? [] : [{ ...first, count: group.reduce((sum, { count }) => sum + count, 0) }]
  })
}

function podKey(namespace: string | undefined, name: string): string {
  return `${namespace ?? ''}/${name}`
}
