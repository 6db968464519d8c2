/**
 * Places for all members of a group, or for none.
 *
 * Nothing is taken here: `Inventory.reserve` takes what was found, and refuses when another decision was faster.
 * @module
 */
import type { Reservation } from '../../inventory/reservations.ts'
import { takeFrom } from './domains.ts'
import type { NodeFilter } from './node-filter.ts'
import { costOf, hasRoom, type Pick, pickNode, type Wish } from './pick-node.ts'
import type { PlacementIndex, Selection } from './placement-index.ts'
import { seededRandom } from './seeded-random.ts'
import { type DeviceKind, kindKey } from './shelf.ts'
import { type Shortfall, shortfall } from './shortfall.ts'
import { defaultStrategy, type StrategyWord, strategies } from './strategies.ts'

export interface PlaceRequest {
  /**
   * Kinds of device that will do, the best first. All members are on one kind: the first that has room for them all, except for
   * costOptimized, where it is the cheapest.
   */
  readonly kinds: readonly DeviceKind[]
  /** Pods, each on one node. Default 1. */
  readonly members?: number
  readonly gpusPerMember: number
  /** Every member on a node of its own, whatever the strategy. */
  readonly apart?: true
  /** Default binPacking. */
  readonly strategy?: StrategyWord
  /** What a pod asks of nodes, and its tolerations. */
  readonly filter?: NodeFilter
  /** Nodes that are not to be used, whatever they have free. */
  readonly exclude?: ReadonlySet<string>
  /** Label key (a rack's, a zone's) whose value all members' nodes must share. */
  readonly together?: string
  /** Decides draws of the strategy `random`; the owner's UID is a good one. Default empty. */
  readonly seed?: string
  /** Accelerator → price of one whole device for one hour, for nodes without a label that says so. */
  readonly prices?: Readonly<Record<string, number>>
}

/** The place of one member. */
export interface Placement {
  readonly node: string
  readonly kind: DeviceKind
  /** Devices that the member uses. */
  readonly count: number
  /** Devices to reserve for it: more than it uses where the strategy is `exclusive`. */
  readonly reserve: number
}

export type Placed = { readonly placements: readonly Placement[] } | Shortfall

/** Same index, same request, same answer, whatever happened to the index before. */
export function placeGroup(index: PlacementIndex, request: PlaceRequest): Placed {
  const { strategy: word = defaultStrategy, kinds, gpusPerMember, prices, apart } = request
  const strategy = apart ? { ...strategies[word], apart } : strategies[word]
  // asked once: a question that comes twice is worth a shelf, and one request is one question
  const selection = index.select(request.filter ?? {}, strategies[word].drawn === true)
  const found: Attempt[] = []
  for (const kind of kinds) {
    const price = prices?.[kind.accelerator]
    const wish: Wish = { kind, count: gpusPerMember, strategy, ...(price === undefined ? {} : { price }) }
    const attempt = placeOnKind(index, selection, request, wish)
    found.push(attempt)
    if (attempt.complete && word !== 'costOptimized') break
  }
  const [best] = found.filter(({ complete }) => complete).sort((a, b) => a.cost - b.cost)
  if (best !== undefined) return { placements: best.placements }
  const placed = Math.max(0, ...found.map(({ placements }) => placements.length))
  return shortfall(index, selection, request, placed)
}

interface Attempt {
  readonly placements: readonly Placement[]
  readonly complete: boolean
  /** Price of an hour; Infinity where a node has none. */
  readonly cost: number
}

/** The best attempt on one kind of device: the first complete one, else the one that came nearest. */
function placeOnKind(index: PlacementIndex, all: Selection, request: PlaceRequest, wish: Wish): Attempt {
  const { members = 1 } = request
  let nearest: readonly Pick[] = []
  for (const selection of selectionsFor(index, all, request, wish)) {
    const picks = fill(selection, wish, members, seededRandom(request.seed ?? ''))
    if (picks.length > nearest.length) nearest = picks
    if (picks.length === members) break
  }
  return {
    placements: nearest.map((pick) => placementOf(pick, wish)),
    complete: nearest.length === members,
    cost: nearest.reduce((sum, { holes }) => sum + (costOf(holes, wish) ?? Number.POSITIVE_INFINITY), 0),
  }
}

/** One selection; or, where nodes must share a label, one for each of its values: tightest first, roomiest for leastLoaded. */
function selectionsFor(
  index: PlacementIndex,
  all: Selection,
  request: PlaceRequest,
  wish: Wish,
): readonly Selection[] {
  const { members = 1, filter = {}, exclude, together, strategy } = request
  const without = (selection: Selection): Selection =>
    exclude === undefined
      ? selection
      : { shelf: selection.shelf, accepts: (node) => !exclude.has(node) && selection.accepts(node) }
  if (together === undefined) return [without(all)]
  const groups = index
    .groups(together, filter)
    .map(([value, selection]) => ({ value, selection, slots: slotsOf(selection, wish) }))
    .sort(
      (a, b) =>
        (strategy === 'leastLoaded' ? b.slots - a.slots : a.slots - b.slots) || (a.value < b.value ? -1 : 1),
    )
  const large = groups.filter(({ slots }) => slots >= members)
  // without one that is large enough, the largest tells how far it would go
  const tried = large.length > 0 ? large : groups.toSorted((a, b) => b.slots - a.slots).slice(0, 1)
  return tried.map(({ selection }) => without(selection))
}

/** Members that the nodes of a selection could take if each of them accepted. */
function slotsOf({ shelf }: Selection, wish: Wish): number {
  let slots = 0
  for (const bucket of shelf.buckets(kindKey(wish.kind)))
    if (hasRoom(bucket, wish))
      slots += bucket.nodes.size * (takesOne(wish) ? 1 : Math.floor(bucket.free / wish.count))
  return slots
}

const takesOne = ({ strategy }: Wish) => strategy.apart === true || strategy.emptyNodes === true

/**
 * Places member by member, each as if those before were already there. Every node takes as many members of one size as it has room
 * for whatever the order, so that a group that can be placed is placed.
 */
function fill(selection: Selection, wish: Wish, members: number, random: () => number): Pick[] {
  const picks: Pick[] = []
  const changed = new Map<string, Pick['holes']>()
  while (picks.length < members) {
    const pick = pickNode(selection, wish, changed, random)
    if (pick === undefined) break
    picks.push(pick)
    const { holes } = pick
    const domains = takeFrom(holes.domains, wish.count)
    changed.set(pick.node, { ...holes, free: holes.free - wish.count, empty: false, domains })
  }
  return picks
}

function placementOf({ node, holes }: Pick, { kind, count, strategy }: Wish): Placement {
  return { node, kind, count, reserve: strategy.emptyNodes ? holes.allocatable : count }
}

/** A reservation of what was found. */
export function reservationFor(
  owner: string,
  placements: readonly Placement[],
  expiresAtMs: number,
): Reservation {
  const devices = placements.map(({ node, kind, reserve }) => ({
    node,
    resource: kind.resource,
    count: reserve,
  }))
  return { owner, devices, expiresAtMs }
}
