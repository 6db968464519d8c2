/**
 * What a GPUWorkload asks of nodes, and whether there could be one at all.
 * @module
 */
import type { GPUWorkload } from '../../api/warp/workload.ts'
import { accepts } from '../../decide/place/node-filter.ts'
import type { PlaceRequest } from '../../decide/place/place-group.ts'
import { kindKey } from '../../decide/place/shelf.ts'
import type { Hardware } from '../../inventory/hardware.ts'
import type { NodeRoom } from '../../inventory/node-room.ts'
import type { BatchWish } from './wish.ts'

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

/** Whether a node that is here, or that the platform has or had, is large enough. What is taken or cordoned may be free later. */
export function couldRun(
  rooms: Iterable<NodeRoom>,
  hardware: Hardware | undefined,
  { kinds, gpusPerMember, filter = {} }: PlaceRequest,
): boolean {
  const wanted = new Set(kinds.map(kindKey))
  for (const room of rooms)
    if (
      accepts(filter, room) &&
      room.devices.some((device) => wanted.has(kindKey(device)) && device.capacity >= gpusPerMember)
    )
      return true
  return (
    hardware?.shapes.some(
      (shape) =>
        shape.origin !== 'observed' && wanted.has(kindKey(shape)) && shape.gpusPerNode >= gpusPerMember,
    ) === true
  )
}
