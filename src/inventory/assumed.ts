/**
 * The hardware assumed when no cluster is given: one full node of every Instinct part, all of it free.
 * @module
 */
import type { Accelerator } from '../catalog/accelerator.ts'
import { instinctAccelerators, partitionMemoryGiB } from '../catalog/accelerators.ts'
import type { Hardware, HardwareShape } from './hardware.ts'

/** @param nodes of every part; more for what spans nodes */
export function assumedHardware(nodes = 1): Hardware {
  return {
    shapes: instinctAccelerators.map((part) => freeShape(part, { nodes, gpusPerNode: part.devicesPerNode })),
    unknownNodes: 0,
  }
}

/** Nodes of an accelerator with every device free. */
export function freeShape(
  accelerator: Accelerator,
  {
    nodes,
    gpusPerNode,
    partition,
  }: { readonly nodes: number; readonly gpusPerNode: number; readonly partition?: string },
): HardwareShape {
  return {
    accelerator: accelerator.name,
    ...(partition === undefined ? {} : { partition }),
    resource: 'amd.com/gpu',
    memoryGiB: partitionMemoryGiB(accelerator, partition) ?? accelerator.memoryGiB,
    gpusPerNode,
    origin: 'observed',
    nodes,
    freeNodes: Array.from({ length: gpusPerNode + 1 }, (_, free) => (free === gpusPerNode ? nodes : 0)),
    used: 0,
    holders: 0,
  }
}
