/**
 * Nodes that are kept for one that has waited long, so that smaller ones behind it cannot pass by for ever.
 *
 * The rule: among those that compete for the same nodes, the first in line that has waited longer than the patience of the platform
 * keeps the nodes that come nearest to having room for it, and nobody behind it is placed there. Why it does not starve: only so
 * many can ever be before it (`priority.ts`), so at some time it is the first. From then on nothing of ours is added to the nodes
 * it keeps; it keeps the same ones as long as they will do; and it keeps only such as are free enough when what ends has ended. So
 * it has its place at the latest when the longest of the work there that ends is done.
 * @module
 */
import type { PlaceRequest } from '../../decide/place/place-group.ts'
import type { NodeRoom } from '../../inventory/node-room.ts'
import { devicesFor, hopeOf } from './competition.ts'

export interface KeepInput {
  readonly request: PlaceRequest
  /** Kept for those before it. */
  readonly kept: ReadonlySet<string>
  /** What it kept the last time. */
  readonly before: readonly string[]
  readonly roomOf: (node: string) => NodeRoom | undefined
  readonly rooms: () => Iterable<NodeRoom>
}

/** None where it competes with one before it that keeps a node, or where nothing that ends would make room. */
export function nodesToKeep({ request, kept, before, roomOf, rooms }: KeepInput): readonly string[] {
  const { members = 1 } = request
  for (const node of kept) if (hopeOn(request, roomOf(node)) !== undefined) return []
  const still = before.filter((node) => hopeOn(request, roomOf(node)) !== undefined)
  if (still.length === members) return still
  const found: { readonly name: string; readonly free: number }[] = []
  for (const room of rooms()) {
    const free = hopeOn(request, room)
    if (free !== undefined && !still.includes(room.name)) found.push({ name: room.name, free })
  }
  const nearest = found.sort((a, b) => b.free - a.free || (a.name < b.name ? -1 : 1))
  return [...still, ...nearest.slice(0, members - still.length).map(({ name }) => name)]
}

/** Free devices of a node that a member may hope for, `undefined` where it may not. */
function hopeOn(request: PlaceRequest, room: NodeRoom | undefined): number | undefined {
  if (room === undefined) return undefined
  const hopeful = devicesFor(request, room).filter(
    (device) => hopeOf(request, device) >= request.gpusPerMember,
  )
  return hopeful.length === 0 ? undefined : Math.max(...hopeful.map(({ free }) => free))
}
