/**
 * A node as placing sees it: what it offers, what is taken, and what keeps pods away.
 * @module
 */
import type { NodeDevices } from './node-devices.ts'
import type { NodeFacts } from './node-shape.ts'
import type { Holding } from './pod-devices.ts'

/** Devices that somebody holds: a pod's, or those of a reservation that no pod has used up. */
export interface Held {
  readonly count: number
  /** The workload, or the owner of the reservation. */
  readonly holder: string
  /** They come back by themselves, when the holder's work is done. */
  readonly ends?: true
}

/** The devices of one resource, with what is taken of them. */
export interface DeviceRoom extends NodeDevices {
  readonly held: readonly Held[]
  /** Devices held in all: more than there are where one broke under a pod. */
  readonly taken: number
  /** Devices of those that come back by themselves. */
  readonly ending: number
  /** `allocatable` less what is taken, never below 0. */
  readonly free: number
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
    const own = holdings.filter(({ resource }) => resource === each.resource)
    const reserved = reservedOn(each.resource)
    const held = reserved.size === 0 ? own : [...own, ...unused(reserved, own)]
    const taken = held.reduce((sum, { count }) => sum + count, 0)
    const ending = held.reduce((sum, { count, ends }) => (ends ? sum + count : sum), 0)
    return { ...each, held, taken, ending, free: Math.max(0, each.allocatable - taken) }
  })
}

/** What is left of reservations beside the pods that use them up: taken for work that ends, or for a moment. */
function unused(reserved: ReadonlyMap<string, number>, holdings: readonly Holding[]): Held[] {
  const left = new Map(reserved)
  for (const { reservation, count } of holdings) {
    const open = reservation === undefined ? undefined : left.get(reservation)
    if (reservation !== undefined && open !== undefined) left.set(reservation, open - count)
  }
  return [...left].flatMap(([holder, count]) => (count > 0 ? [{ holder, count, ends: true as const }] : []))
}
