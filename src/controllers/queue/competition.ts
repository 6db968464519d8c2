/**
 * The nodes that a request competes for: what is free of them, what will come free by itself, and how many hold the rest.
 * @module
 */
import { accepts } from '../../decide/place/node-filter.ts'
import type { PlaceRequest } from '../../decide/place/place-group.ts'
import { kindKey } from '../../decide/place/shelf.ts'
import { defaultStrategy, strategies } from '../../decide/place/strategies.ts'
import type { DeviceRoom, NodeRoom } from '../../inventory/node-room.ts'

export interface Competition {
  /** Nodes that pods may come to and that are large enough for a member. */
  readonly nodes: number
  /** Devices that are free on the fullest-free of them. */
  readonly mostFree: number
  /** Workloads that hold devices of them. */
  readonly holders: number
  /** Whether there is room for all members when everything has ended that ends by itself. */
  readonly freesUp: boolean
}

/** The devices of a node that would do, were they free: of a kind that is wanted, large enough, on a node that may be used now. */
export function devicesFor(request: PlaceRequest, room: NodeRoom): readonly DeviceRoom[] {
  const { kinds, gpusPerMember, filter = {} } = request
  if (room.barriers.length > 0 || !accepts(filter, room)) return []
  return room.devices.filter(
    (device) =>
      device.allocatable >= gpusPerMember && kinds.some((kind) => kindKey(kind) === kindKey(device)),
  )
}

/** Devices that are free once everything has ended that does. */
export function hopeOf({ strategy = defaultStrategy }: PlaceRequest, device: DeviceRoom): number {
  const stays = device.taken - device.ending
  if (strategies[strategy].emptyNodes && stays > 0) return 0
  return Math.max(0, device.allocatable - stays)
}

/** Members that there would be room for. */
export function slotsIn(
  { gpusPerMember, strategy = defaultStrategy }: PlaceRequest,
  devices: number,
): number {
  const { apart, emptyNodes } = strategies[strategy]
  return Math.min(Math.floor(devices / gpusPerMember), apart || emptyNodes ? 1 : Number.POSITIVE_INFINITY)
}

export function competitionFor(request: PlaceRequest, rooms: Iterable<NodeRoom>): Competition {
  const { members = 1 } = request
  const holders = new Set<string>()
  // all members are on one kind
  const slots = new Map<string, number>()
  let [nodes, mostFree] = [0, 0]
  for (const room of rooms) {
    const devices = devicesFor(request, room)
    if (devices.length > 0) nodes++
    for (const device of devices) {
      const kind = kindKey(device)
      mostFree = Math.max(mostFree, device.free)
      slots.set(kind, (slots.get(kind) ?? 0) + slotsIn(request, hopeOf(request, device)))
      for (const { holder } of device.held) holders.add(holder)
    }
  }
  const freesUp = [...slots.values()].some((count) => count >= members)
  return { nodes, mostFree, holders: holders.size, freesUp }
}
