/**
 * The node of a GPUWorkload by its strategy, and whether there could be one at all.
 * @module
 */
import type { GPUWorkload } from '../../api/warp/workload.ts'
import { accepts, type NodeFilter } from '../../decide/place/node-filter.ts'
import { type Placement, type PlaceRequest, placeGroup } from '../../decide/place/place-group.ts'
import type { PlacementIndex } from '../../decide/place/placement-index.ts'
import { kindKey } from '../../decide/place/shelf.ts'
import type { Hardware } from '../../inventory/hardware.ts'
import type { NodeRoom } from '../../inventory/node-room.ts'
import type { BatchWish } from './wish.ts'

/** Upstream's label for nodes that costOptimized takes before all others; it knows no prices. */
const cheapNode = { 'gpu-orchestrator/cheap-node': 'true' } as const

/** Equal for workloads that any node takes alike. */
export function placeRequest({ spec, metadata }: GPUWorkload, { devices }: BatchWish): PlaceRequest {
  const { gpuCount, schedulingStrategy, nodeSelector = {}, tolerations = [] } = spec
  return {
    kinds: devices,
    gpusPerMember: gpuCount,
    strategy: schedulingStrategy,
    filter: { nodeSelector, tolerations },
    ...(schedulingStrategy === 'random' ? { seed: metadata.uid ?? metadata.name } : {}),
  }
}

/**
 * @param kept nodes that are kept for somebody else
 * @param failedOn node of the attempt before, taken only where no other has room
 */
export function chooseNode(
  index: PlacementIndex,
  request: PlaceRequest,
  kept: ReadonlySet<string>,
  failedOn: string | undefined,
): Placement | undefined {
  const filters: readonly NodeFilter[] =
    request.strategy === 'costOptimized'
      ? [withLabels(request, cheapNode), request.filter ?? {}]
      : [request.filter ?? {}]
  const excludes = failedOn === undefined ? [kept] : [new Set([...kept, failedOn]), kept]
  for (const exclude of excludes)
    for (const filter of filters) {
      const placed = placeGroup(index, { ...request, filter, exclude })
      if ('placements' in placed && placed.placements[0] !== undefined) return placed.placements[0]
    }
  return undefined
}

function withLabels({ filter = {} }: PlaceRequest, labels: Readonly<Record<string, string>>): NodeFilter {
  return { ...filter, nodeSelector: { ...filter.nodeSelector, ...labels } }
}

/** Devices of the kinds that are asked for on a node that may be used, `undefined` where it may not. */
function roomFor({ kinds, filter = {} }: PlaceRequest, room: NodeRoom) {
  if (!accepts(filter, room)) return undefined
  const wanted = new Set(kinds.map(kindKey))
  return room.devices.filter((device) => wanted.has(kindKey(device)))
}

/** Whether a node that is here, or that the platform has or had, is large enough. What is taken or cordoned may be free later. */
export function couldRun(
  rooms: Iterable<NodeRoom>,
  hardware: Hardware | undefined,
  request: PlaceRequest,
): boolean {
  const { kinds, gpusPerMember } = request
  for (const room of rooms)
    if (roomFor(request, room)?.some(({ capacity }) => capacity >= gpusPerMember)) return true
  const wanted = new Set(kinds.map(kindKey))
  return (
    hardware?.shapes.some(
      (shape) =>
        shape.origin !== 'observed' && wanted.has(kindKey(shape)) && shape.gpusPerNode >= gpusPerMember,
    ) === true
  )
}

/** The node that comes nearest to having room: kept for the first in line, it only gets emptier. */
export function nearestNode(rooms: Iterable<NodeRoom>, request: PlaceRequest): string | undefined {
  let best: { readonly node: string; readonly free: number } | undefined
  for (const room of rooms) {
    if (room.barriers.length > 0) continue
    const enough = roomFor(request, room)?.filter(({ allocatable }) => allocatable >= request.gpusPerMember)
    const free = Math.max(-1, ...(enough ?? []).map((device) => device.free))
    if (free > (best?.free ?? -1)) best = { node: room.name, free }
  }
  return best?.node
}
