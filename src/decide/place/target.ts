/**
 * Where a plan could run: one kind of device, whole or partitioned, with what is known of it here.
 * @module
 */
import type { Accelerator } from '../../catalog/accelerator.ts'
import { acceleratorByName, accelerators } from '../../catalog/accelerators.ts'
import {
  freeDevices,
  groupsWithRoom,
  type Hardware,
  type HardwareShape,
  nodesFreeingUp,
  nodesWithRoom,
  replicasWithRoom,
  type ShapeOrigin,
} from '../../inventory/hardware.ts'
import type { LabelForm } from '../../inventory/label-forms.ts'
import type { Capacity } from '../decision.ts'

export interface Target {
  readonly accelerator: Accelerator
  readonly partition?: string
  readonly resource: string
  /** Memory per device, GiB. */
  readonly memoryGiB: number
  readonly gpusPerNode: number
  /** Forms in which its nodes are labelled, beside the ordinary ones. */
  readonly labelForms?: readonly LabelForm[]
  /** Absent for hardware that is only in the catalog. */
  readonly origin?: ShapeOrigin
  readonly shapes: readonly HardwareShape[]
}

const originRank: Readonly<Record<ShapeOrigin, number>> = { observed: 0, declared: 1, lastSeen: 2 }

/** Better knowledge first; hardware of the catalog alone comes last. */
export function rankOfOrigin(origin: ShapeOrigin | undefined): number {
  return origin === undefined ? 3 : originRank[origin]
}

/** The hardware there is, one target per kind of device and node size. */
export function targetsOf(hardware: Hardware): Target[] {
  const byKey = new Map<string, Target>()
  for (const shape of hardware.shapes) {
    const accelerator = acceleratorByName(shape.accelerator)
    if (!accelerator) continue
    const key = `${accelerator.name}/${shape.partition ?? ''}/${shape.resource}/${shape.gpusPerNode}`
    const before = byKey.get(key)
    const better = before === undefined || rankOfOrigin(shape.origin) < rankOfOrigin(before.origin)
    const labelForms = [...new Set([...(before?.labelForms ?? []), ...(shape.labelForms ?? [])])].sort()
    byKey.set(key, {
      accelerator,
      ...(shape.partition === undefined ? {} : { partition: shape.partition }),
      resource: shape.resource,
      memoryGiB: Math.min(shape.memoryGiB, before?.memoryGiB ?? shape.memoryGiB),
      gpusPerNode: shape.gpusPerNode,
      ...(labelForms.length === 0 ? {} : { labelForms }),
      ...(better ? { origin: shape.origin } : before.origin === undefined ? {} : { origin: before.origin }),
      shapes: [...(before?.shapes ?? []), shape],
    })
  }
  return [...byKey.values()]
}

/** One full node of every AMD accelerator known: what "anywhere" means. */
export const catalogTargets: readonly Target[] = accelerators
  .filter((accelerator) => accelerator.vendor === 'amd')
  .map((accelerator) => ({
    accelerator,
    resource: 'amd.com/gpu',
    memoryGiB: accelerator.memoryGiB,
    gpusPerNode: accelerator.devicesPerNode,
    shapes: [],
  }))

/** What is free for `gpusNeeded` devices on one node, or on each of `nodesNeeded`: a group has all of its places or none. */
export function capacityOf(target: Target, gpusNeeded: number, nodesNeeded = 1): Capacity {
  const present = target.shapes.filter((shape) => shape.origin === 'observed')
  const sum = (of: (shape: HardwareShape) => number) => present.reduce((total, shape) => total + of(shape), 0)
  const freeGPUs = sum(freeDevices)
  return {
    ...(target.origin === undefined ? {} : { origin: target.origin }),
    gpusNeeded,
    ...(nodesNeeded === 1 ? {} : { nodesNeeded }),
    nodes: sum((shape) => shape.nodes),
    nodesWithRoom: sum((shape) => nodesWithRoom(shape, gpusNeeded)),
    freeGPUs,
    totalGPUs: freeGPUs + sum((shape) => shape.used),
    replicasWithRoom:
      nodesNeeded === 1
        ? sum((shape) => replicasWithRoom(shape, gpusNeeded))
        : groupsWithRoom(present, gpusNeeded, nodesNeeded),
    mostFreeOnOneNode: Math.max(
      0,
      ...present.map((shape) => shape.freeNodes.findLastIndex((nodes) => nodes > 0)),
    ),
    holders: sum((shape) => shape.holders),
    freesUp: sum((shape) => nodesFreeingUp(shape, gpusNeeded)) >= nodesNeeded,
  }
}

const deviceLabel = /^(?:beta\.)?amd\.com\/gpu\.device-id(?:\.(?<inKey>[0-9a-fx]+))?$/i
const productLabel = /^(?:beta\.)?amd\.com\/gpu\.product-name(?:\.(?<inKey>.+))?$/i

const partitionLabel = /^(?:beta\.)?amd\.com\/(?:gpu\.)?compute-memory-partition$/

/** Whether a node label names a device or its partitioning, and so decides where a plan may run. */
export function namesDevice(label: string): boolean {
  return deviceLabel.test(label) || productLabel.test(label) || partitionLabel.test(label)
}

/** Whether the user's node selector leaves this target possible. Labels that do not name a device or its partitioning are not judged. */
export function selectorAllows(selector: Readonly<Record<string, string>>, target: Target): boolean {
  return Object.entries(selector).every(([key, value]) => labelAllows(key, target)(value))
}

/** The same of one label, for any number of its values: an affinity may list thousands. */
export function labelAllows(key: string, { accelerator, partition }: Target): (value: string) => boolean {
  const device = deviceLabel.exec(key)
  if (device) {
    const inKey = device.groups?.inKey
    return (value) => {
      const id = (inKey ?? value).toLowerCase().replace(/^0x/, '')
      return accelerator.deviceIds.includes(id) || accelerator.virtualDeviceIds.includes(id)
    }
  }
  const product = productLabel.exec(key)
  if (product) {
    const inKey = product.groups?.inKey
    const name = accelerator.name.toUpperCase()
    return (value) => (inKey ?? value).toUpperCase().includes(name)
  }
  if (partitionLabel.test(key))
    return (value) => (value.startsWith('spx') ? partition === undefined : partition === value)
  return () => true
}
