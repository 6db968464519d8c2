/**
 * A node as placing sees it: what it offers, what is taken, and what keeps pods away.
 * @module
 */
import type { NodeDevices } from './node-devices.ts'
import type { NodeFacts } from './node-shape.ts'
import type { Holding } from './pod-devices.ts'

/** The devices of one resource, with what is taken of them. */
export interface DeviceRoom extends NodeDevices {
  /** Devices that each pod and each open reservation holds, one entry each. */
  readonly held: readonly number[]
  /** `allocatable` less what is held, never below 0. */
  readonly free: number
  /** Workloads behind `held`. */
  readonly holders: readonly string[]
}

export interface NodeRoom extends Pick<NodeFacts, 'name' | 'labels' | 'taints' | 'barriers' | 'gpuHourCost'> {
  readonly devices: readonly DeviceRoom[]
}

/**
 * @param holdings of the pods that are bound to the node or nominated for it
 * @param reservedOn owner → devices reserved of a resource of this node
 */
export function deviceRooms(
  devices: readonly NodeDevices[],
  holdings: readonly Holding[],
  reservedOn: (resource: string) => ReadonlyMap<string, number>,
): DeviceRoom[] {
  return devices.map((each) => {
    const held: number[] = []
    const holders: string[] = []
    const reserved = reservedOn(each.resource)
    const open = reserved.size === 0 ? undefined : new Map(reserved)
    for (const { resource, count, holder, reservation } of holdings) {
      if (resource !== each.resource) continue
      held.push(count)
      holders.push(holder)
      const left = reservation === undefined ? undefined : open?.get(reservation)
      if (reservation !== undefined && left !== undefined) open?.set(reservation, left - count)
    }
    for (const [owner, count] of open ?? []) {
      if (count <= 0) continue
      held.push(count)
      holders.push(owner)
    }
    const taken = held.reduce((sum, count) => sum + count, 0)
    return { ...each, held, holders, free: Math.max(0, each.allocatable - taken) }
  })
}
