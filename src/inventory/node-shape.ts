/**
 * A Node object, read: its devices, and whether pods can come to it now.
 * @module
 */
import { type Barrier, barriersOf, hardTaints, type Taint } from './node-barriers.ts'
import { gpuHourCost } from './node-cost.ts'
import { gpuResources, type NodeDevices, readDevices } from './node-devices.ts'
import { disagreements } from './node-disagreements.ts'
import type { Labels } from './node-labels.ts'
import type { NodeObject } from './objects.ts'

export interface NodeFacts {
  readonly name: string
  /** One entry a GPU resource; empty on nodes without any. */
  readonly devices: readonly NodeDevices[]
  /** It offers GPUs of AMD, but nothing tells which. */
  readonly unknown: boolean
  /**
   * Pods can be bound to it now. A taint takes the node out too, although a pod may tolerate it: its GPUs are then known hardware
   * without room, never room that most pods cannot use.
   */
  readonly schedulable: boolean
  /** What keeps every pod away. */
  readonly barriers: readonly Barrier[]
  /** What keeps pods away that do not tolerate it. */
  readonly taints: readonly Taint[]
  readonly labels: Labels
  /** Price of one device for one hour; absent where the node does not say. */
  readonly gpuHourCost?: number
  /** Where labels contradict each other or the device table, in words. */
  readonly disagreements: readonly string[]
}

/** Reads a node. Never throws: labels and quantities that cannot be understood count as absent. */
export function readNode(node: NodeObject): NodeFacts {
  const labels = node.metadata.labels ?? {}
  const { capacity = {}, allocatable = {} } = node.status ?? {}
  const devices = readDevices(labels, capacity, allocatable)
  const barriers = barriersOf(node, labels)
  const taints = hardTaints(node)
  const cost = gpuHourCost(labels)
  return {
    name: node.metadata.name,
    devices: devices ?? [],
    unknown: devices === undefined && gpuResources(capacity, allocatable).length > 0,
    schedulable: barriers.length === 0 && taints.length === 0,
    barriers,
    taints,
    labels,
    ...(cost === undefined ? {} : { gpuHourCost: cost }),
    disagreements: disagreements(labels, devices ?? []),
  }
}
