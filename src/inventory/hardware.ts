/**
 * Hardware as decisions see it: a few dozen shapes, whatever the size of the cluster; never a list of nodes or of who holds what.
 * @module
 */

import type { LabelForm } from './label-forms.ts'

/**
 * Where the knowledge of a shape comes from.
 * `declared`: the platform says it owns or can provision it. `observed`: nodes of it are here. `lastSeen`: nodes of it were here lately.
 */
export type ShapeOrigin = 'declared' | 'observed' | 'lastSeen'

export interface HardwareShape {
  /** Accelerator name of the catalog. */
  readonly accelerator: string
  /** Partition mode, absent for whole devices. */
  readonly partition?: string
  /** Resource the device plugin offers: `amd.com/gpu` or `amd.com/<partition>`. */
  readonly resource: string
  /** Memory per device, GiB. */
  readonly memoryGiB: number
  /** Devices of one node. */
  readonly gpusPerNode: number
  /** Forms in which some of its nodes tell the accelerator, where no ordinary id label does; absent when all have one. */
  readonly labelForms?: readonly LabelForm[]
  readonly origin: ShapeOrigin
  /** Nodes that can take pods now. */
  readonly nodes: number
  /** `freeNodes[k]` = nodes with exactly k free devices; length gpusPerNode + 1. All zero for shapes without nodes. */
  readonly freeNodes: readonly number[]
  /** The same once everything has ended that ends by itself, as Jobs do and what serves does not; absent where that is not known. */
  readonly endingNodes?: readonly number[]
  /** Devices in use or reserved now on those nodes. */
  readonly used: number
  /** Workloads that hold the devices in use. */
  readonly holders: number
  /** When a `lastSeen` shape was last seen, RFC 3339. */
  readonly lastSeen?: string
}

export interface Hardware {
  readonly shapes: readonly HardwareShape[]
  /** AMD GPU nodes whose devices could not be told (no usable label): they exist, but nothing is known of them. */
  readonly unknownNodes: number
  /** Where labels of nodes contradict what is known of their devices; absent when nowhere. At most 20, the most frequent first. */
  readonly disagreements?: readonly Disagreement[]
}

export interface Disagreement {
  /** One sentence, no full stop, that names no node. */
  readonly words: string
  readonly nodes: number
}

/** Key of a shape: equal keys are merged. */
export function shapeKey(
  shape: Pick<HardwareShape, 'accelerator' | 'partition' | 'resource' | 'gpusPerNode' | 'origin'>,
): string {
  return `${shape.accelerator}/${shape.partition ?? ''}/${shape.resource}/${shape.gpusPerNode}/${shape.origin}`
}

/** Free devices over all nodes of a shape. */
export function freeDevices(shape: HardwareShape): number {
  return shape.freeNodes.reduce((sum, nodes, free) => sum + nodes * free, 0)
}

/** Nodes of a shape that have at least `count` free devices. */
export function nodesWithRoom(shape: HardwareShape, count: number): number {
  return shape.freeNodes.reduce((sum, nodes, free) => (free >= count ? sum + nodes : sum), 0)
}

/** Nodes of a shape that have at least `count` free devices once everything has ended that ends by itself. */
export function nodesFreeingUp({ nodes, endingNodes }: HardwareShape, count: number): number {
  // of what is not known nothing is said
  if (endingNodes === undefined) return nodes
  return endingNodes.reduce((sum, those, free) => (free >= count ? sum + those : sum), 0)
}

/** Groups of `count` free devices, each on one node, that a shape has now. */
export function replicasWithRoom(shape: HardwareShape, count: number): number {
  return shape.freeNodes.reduce((sum, nodes, free) => sum + nodes * Math.floor(free / count), 0)
}

/** Groups of `nodes` places of `count` free devices, the places of a group on nodes of their own. */
export function groupsWithRoom(shapes: readonly HardwareShape[], count: number, nodes: number): number {
  // a node has places for several groups, but takes no group twice
  const placesFor = (groups: number) =>
    shapes
      .flatMap(({ freeNodes }) =>
        freeNodes.map((those, free) => those * Math.min(groups, Math.floor(free / count))),
      )
      .reduce((sum, places) => sum + places, 0)
  let groups = Math.floor(placesFor(Number.POSITIVE_INFINITY) / nodes)
  while (groups > 0 && placesFor(groups) < groups * nodes) groups--
  return groups
}
