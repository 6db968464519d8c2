/**
 * One node out of a selection, by a strategy.
 * @module
 */
import { acceleratorByName } from '../../catalog/accelerators.ts'
import type { Selection } from './placement-index.ts'
import { type Bucket, type DeviceKind, kindKey } from './shelf.ts'
import type { Holes, Strategy } from './strategies.ts'

export interface Wish {
  readonly kind: DeviceKind
  /** Devices on one node. */
  readonly count: number
  readonly strategy: Strategy
  /** Price of one whole device for one hour, for nodes without a price of their own. */
  readonly price?: number
}

export interface Pick {
  readonly node: string
  readonly holes: Holes & { readonly allocatable: number }
}

/** A node that differs from what the index says, since some of its devices are given to other members of the group. */
export type Changed = ReadonlyMap<string, Pick['holes']>

/**
 * @param changed left out of the selection, looked at as given here
 * @param random for strategies that draw
 */
export function pickNode(
  { shelf, accepts }: Selection,
  wish: Wish,
  changed: Changed,
  random: () => number,
): Pick | undefined {
  const { kind, strategy } = wish
  const open = (node: string) => !changed.has(node) && accepts(node)
  const buckets = [...shelf.buckets(kindKey(kind))].filter((bucket) => hasRoom(bucket, wish))
  const singles = strategy.apart ? [] : [...changed].filter(([, holes]) => hasRoom(holes, wish))
  if (strategy.drawn) return draw(buckets, singles, open, random)

  const ranked = [
    ...buckets.map((bucket) => ({ rank: rankOf(bucket, wish), bucket, single: undefined })),
    ...singles.map(([node, holes]) => ({
      rank: rankOf(holes, wish),
      bucket: undefined,
      single: { node, holes },
    })),
  ].sort((a, b) => compareRanks(a.rank, b.rank))
  let best: Pick | undefined
  let bestRank: readonly number[] = []
  for (const { rank, bucket, single } of ranked) {
    if (best !== undefined && compareRanks(rank, bestRank) > 0) break
    const found = single ?? (bucket && firstOpen(bucket, open))
    if (found === undefined || (best !== undefined && best.node < found.node)) continue
    best = found
    bestRank = rank
  }
  return best
}

/** Whether a node takes `count` devices under a strategy. */
export function hasRoom({ free, empty }: Holes, { count, strategy }: Wish): boolean {
  return free >= count && (empty || strategy.emptyNodes !== true)
}

/** Price of one device for one hour: the node's own word, else the table's, divided where a device is a part of a card. */
export function costOf({ cost }: Holes, { kind, price }: Wish): number | undefined {
  if (cost !== undefined || price === undefined) return cost
  const modes = acceleratorByName(kind.accelerator)?.partitions
  return price / (modes?.find(({ name }) => name === kind.partition)?.devices ?? 1)
}

function rankOf(holes: Holes, wish: Wish): readonly number[] {
  const cost = costOf(holes, wish)
  return wish.strategy.rank(cost === undefined ? holes : { ...holes, cost }, wish.count)
}

function compareRanks(a: readonly number[], b: readonly number[]): number {
  for (const [i, x] of a.entries()) {
    const y = b[i] ?? 0
    if (x !== y) return x < y ? -1 : 1
  }
  return 0
}

function firstOpen(bucket: Bucket, open: (node: string) => boolean): Pick | undefined {
  for (const node of bucket.nodes.values()) if (open(node)) return { node, holes: bucket }
  return undefined
}

/** Every open node with room is as likely as another; the share of one that is not open falls to the next in order. */
function draw(
  buckets: readonly Bucket[],
  singles: readonly (readonly [string, Pick['holes']])[],
  open: (node: string) => boolean,
  random: () => number,
): Pick | undefined {
  // by content, so that the same cluster gives the same answer whatever happened before
  const ordered = buckets.toSorted((a, b) => ((a.nodes.at(0) ?? '') < (b.nodes.at(0) ?? '') ? -1 : 1))
  const total = ordered.reduce((sum, { nodes }) => sum + nodes.size, singles.length)
  const start = Math.floor(random() * total)
  for (let step = 0; step < total; step++) {
    let rank = (start + step) % total
    const single = singles[rank]
    if (single !== undefined) return { node: single[0], holes: single[1] }
    rank -= singles.length
    for (const bucket of ordered) {
      if (rank >= bucket.nodes.size) {
        rank -= bucket.nodes.size
        continue
      }
      const node = bucket.nodes.at(rank)
      if (node !== undefined && open(node)) return { node, holes: bucket }
      break
    }
  }
  return undefined
}
