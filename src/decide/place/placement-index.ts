/**
 * The index that places are looked up in: kept by the inventory's events, asked by `place-group.ts`.
 *
 * A lookup costs as much as there are kinds of holes, not nodes. What a pod asks of nodes (selector, affinity, tolerations) leads
 * to few nodes by their labels, or is checked while walking the best holes; a question that comes again gets a shelf of its own,
 * which events keep up to date from then on. The number of such shelves is bounded, so that an event's cost is too.
 *
 * State to guard: every shelf holds exactly the nodes its question accepts, with the entries of their latest room. Lookups change
 * nothing that can be seen: only which questions have a shelf.
 * @module
 */
import type { Barrier } from '../../inventory/node-barriers.ts'
import type { NodeRoom } from '../../inventory/node-room.ts'
import { canonicalJson } from '../../vocabulary/names.ts'
import { accepts, type NodeFilter } from './node-filter.ts'
import { NodesByLabel } from './nodes-by-label.ts'
import { RecentMap } from './recent-map.ts'
import { type Entry, entriesOf, kindKey, Shelf } from './shelf.ts'

/** Questions that are remembered, and label keys by which nodes are grouped. */
const maxQuestions = 16
const maxGroupings = 4
/** Nodes for which a shelf is made faster than it is kept. */
const maxUnremembered = 128

interface Question {
  readonly filter: NodeFilter
  /** Made when the question comes a second time. */
  shelf?: Shelf
}

/** Nodes to choose among: a shelf, and what is still to be asked of each node of it. */
export interface Selection {
  readonly shelf: Shelf
  readonly accepts: (node: string) => boolean
}

const anyNode = () => true

export class PlacementIndex {
  readonly #nodes = new Map<string, { readonly room: NodeRoom; readonly entries: readonly Entry[] }>()
  readonly #all = new Shelf()
  readonly #questions = new RecentMap<string, Question>(maxQuestions)
  /** Label key → its value → nodes that have it. */
  readonly #groupings = new RecentMap<string, Map<string, Shelf>>(maxGroupings)
  readonly #labels = new NodesByLabel()
  /** Kind of device → what keeps pods away → nodes. */
  readonly #barred = new Map<string, Map<Barrier, number>>()

  /** As `InventoryOptions.onRoom` tells it. */
  apply(name: string, room: NodeRoom | undefined): void {
    const before = this.#nodes.get(name)
    if (before !== undefined) {
      this.#each(before.room, (shelf) => shelf.drop(name, before.entries))
      this.#countBarriers(before.room, -1)
    }
    const here = room !== undefined && room.devices.length > 0
    this.#labels.change(name, before?.room.labels, here ? room.labels : undefined)
    if (!here) {
      this.#nodes.delete(name)
      return
    }
    const entries = entriesOf(room)
    this.#nodes.set(name, { room, entries })
    this.#each(room, (shelf) => shelf.put(name, entries))
    this.#countBarriers(room, 1)
  }

  room(name: string): NodeRoom | undefined {
    return this.#nodes.get(name)?.room
  }

  /** Nodes of a kind of device that no pod can come to for this reason; one with several reasons counts for each. */
  barred(kind: string, barrier: Barrier): number {
    return this.#barred.get(kind)?.get(barrier) ?? 0
  }

  /**
   * The nodes that a question accepts. Good until the next event.
   *
   * @param every the answer needs all accepted nodes, not just the best: none are left to be asked
   */
  select(filter: NodeFilter, every: boolean): Selection {
    const key = canonicalJson(filter)
    const question = this.#questions.get(key)
    const named = question?.shelf === undefined ? this.#named(filter) : undefined
    if (named !== undefined && named.size <= maxUnremembered)
      return { shelf: this.#shelfOf(filter, named), accepts: anyNode }
    // walking finds one of many nodes soon, but one of few late
    const worthIt =
      every || question !== undefined || (named !== undefined && named.size * 8 < this.#nodes.size)
    const shelf =
      question?.shelf ?? (worthIt ? this.#shelfOf(filter, named ?? this.#nodes.keys()) : undefined)
    this.#questions.set(key, { filter, ...(shelf === undefined ? {} : { shelf }) })
    if (shelf !== undefined) return { shelf, accepts: anyNode }
    return { shelf: this.#all, accepts: (node) => this.#accepts(filter, node) }
  }

  /** The nodes of each value of a label, apart. Nodes without the label are in none. */
  groups(label: string, filter: NodeFilter): readonly (readonly [value: string, Selection])[] {
    const grouping = this.#groupings.get(label) ?? this.#groupingOf(label)
    this.#groupings.set(label, grouping)
    const accepted = (node: string) => this.#accepts(filter, node)
    return [...grouping].map(([value, shelf]) => [value, { shelf, accepts: accepted }])
  }

  #accepts(filter: NodeFilter, node: string): boolean {
    const room = this.room(node)
    return room !== undefined && accepts(filter, room)
  }

  /** The nodes that the selector alone leaves, of its rarest label; `undefined` without a selector. */
  #named({ nodeSelector = {} }: NodeFilter): ReadonlySet<string> | undefined {
    const nodes = this.#nodes
    return this.#labels.fewest(nodeSelector, function* () {
      for (const [name, { room }] of nodes) yield [name, room.labels]
    })
  }

  #shelfOf(filter: NodeFilter, names: Iterable<string>): Shelf {
    const shelf = new Shelf()
    for (const name of names) {
      const node = this.#nodes.get(name)
      if (node !== undefined && accepts(filter, node.room)) shelf.put(name, node.entries)
    }
    return shelf
  }

  #groupingOf(label: string): Map<string, Shelf> {
    const grouping = new Map<string, Shelf>()
    for (const [name, { room, entries }] of this.#nodes)
      shelfIn(grouping, room.labels[label])?.put(name, entries)
    return grouping
  }

  /** Every shelf that a node is on. */
  #each(room: NodeRoom, change: (shelf: Shelf) => void): void {
    change(this.#all)
    for (const { filter, shelf } of this.#questions.values())
      if (shelf !== undefined && accepts(filter, room)) change(shelf)
    for (const [label, grouping] of this.#groupings.entries()) {
      const value = room.labels[label]
      const shelf = shelfIn(grouping, value)
      if (value === undefined || shelf === undefined) continue
      change(shelf)
      if (shelf.empty) grouping.delete(value)
    }
  }

  #countBarriers({ barriers, devices }: NodeRoom, by: 1 | -1): void {
    if (barriers.length === 0) return
    for (const kind of devices.map(kindKey)) {
      const counts = this.#barred.get(kind) ?? new Map<Barrier, number>()
      for (const barrier of barriers) counts.set(barrier, (counts.get(barrier) ?? 0) + by)
      this.#barred.set(kind, counts)
    }
  }
}

function shelfIn(grouping: Map<string, Shelf>, value: string | undefined): Shelf | undefined {
  if (value === undefined) return undefined
  const shelf = grouping.get(value) ?? new Shelf()
  grouping.set(value, shelf)
  return shelf
}
