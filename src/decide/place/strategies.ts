/**
 * Strategy words and what they mean: one row a word. A row orders nodes with room; it never makes room or hides a lack of it.
 *
 * The words come from four vocabularies: GPUWorkload (`leastLoaded`, `random`, `costOptimized`), the inference operator's blueprint
 * (`static`, `dynamic`, `topology-aware` in its design; `shared`, `exclusive` in its tests and chart) and our default, `binPacking`.
 * @module
 */

import { type StrategyWord, strategyWords } from '../../vocabulary/strategies.ts'
import { type Domains, spreadOf } from './domains.ts'
import type { Bucket } from './shelf.ts'

export { type StrategyWord, strategyWords }

/** Serving keeps whole nodes and aligned halves open for the larger models to come. */
export const defaultStrategy: StrategyWord = 'binPacking'

/** What nodes of a bucket have in common, or one node after some of its devices were taken. */
export type Holes = Pick<Bucket, 'capacity' | 'free' | 'empty' | 'domains' | 'cost'>

export interface Strategy {
  /** One sentence for people. */
  readonly meaning: string
  /** Compared number by number, smaller is better; equal nodes are taken by name. Only asked of nodes with room. */
  readonly rank: (node: Holes, count: number) => readonly number[]
  /** Nodes without anything on them only. */
  readonly emptyNodes?: true
  /** Every member of a group on a node of its own. */
  readonly apart?: true
  /** Any node with room is as good as another; the seed decides. */
  readonly drawn?: true
}

/**
 * Size of the largest aligned block that taking `count` of `free` devices breaks. Free devices, packed, are blocks of powers of two
 * (6 = 4 + 2), so 1 of 5 breaks the block of 1 and keeps the 4, while 1 of 4 breaks the 4.
 */
export function brokenBlock(free: number, count: number): number {
  const changed = free ^ (free - count)
  return changed === 0 ? 0 : 2 ** (31 - Math.clz32(changed))
}

const packed: Strategy['rank'] = ({ free }, count) => [brokenBlock(free, count), free]

/** The hole that `count` devices would come from: the smallest domain that takes them all, else the node. */
function holeFor(domains: Domains, free: number, count: number): number {
  return domains.findLast((hole) => hole >= count) ?? free
}

export const strategies: Readonly<Record<StrategyWord, Strategy>> = {
  binPacking: {
    meaning: 'the smallest hole that keeps blocks of 1, 2, 4 and 8 devices whole',
    rank: packed,
  },
  leastLoaded: {
    meaning: 'the node with the most devices free after placing',
    rank: ({ free }, count) => [count - free],
  },
  random: {
    meaning: 'any node with room, drawn by a seed: the same seed, the same node',
    rank: () => [],
    drawn: true,
  },
  costOptimized: {
    meaning: 'the lowest price per GPU-hour; nodes without a price come last',
    rank: (node, count) => [node.cost ?? Number.POSITIVE_INFINITY, ...packed(node, count)],
  },
  'topology-aware': {
    meaning: 'as few NUMA halves or cards as it goes, from the smallest hole of them',
    rank: ({ domains, free }, count) => [
      spreadOf(domains, count),
      brokenBlock(holeFor(domains, free, count), count),
      free,
    ],
  },
  exclusive: {
    meaning: 'a node with nothing on it, the smallest that is enough; all of it is reserved',
    rank: ({ capacity, free }) => [capacity, free],
    emptyNodes: true,
  },
  static: {
    meaning: 'every member on a node of its own, in the smallest holes',
    rank: packed,
    apart: true,
  },
  dynamic: {
    meaning: 'the same as binPacking: parallel sizes follow from the plan, holes from what is free',
    rank: packed,
  },
  shared: {
    meaning: 'nodes that are in use before empty ones, in the smallest holes',
    rank: (node, count) => [node.empty ? 1 : 0, ...packed(node, count)],
  },
}
