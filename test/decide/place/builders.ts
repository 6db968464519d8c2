/**
 * An inventory with its index, filled in a sentence.
 * @module
 */

import { type Placed, type PlaceRequest, placeGroup } from '../../../src/decide/place/place-group.ts'
import { PlacementIndex } from '../../../src/decide/place/placement-index.ts'
import type { DeviceKind } from '../../../src/decide/place/shelf.ts'
import { Inventory } from '../../../src/inventory/inventory.ts'
import { mi300x, type NodeBuilder, pod } from '../../inventory/objects.ts'

export const kind = (accelerator: string, partition?: string): DeviceKind =>
  partition === undefined
    ? { accelerator, resource: 'amd.com/gpu' }
    : { accelerator, partition, resource: `amd.com/${partition}` }

export interface World {
  readonly inventory: Inventory
  readonly index: PlacementIndex
}

/** Nodes; what is held on each is one pod a number. */
export function world(...nodes: readonly (readonly [node: NodeBuilder, ...held: number[]])[]): World {
  const index = new PlacementIndex()
  const inventory = new Inventory({ onRoom: (name, room) => index.apply(name, room) })
  for (const [builder, ...held] of nodes) {
    const object = builder.build()
    inventory.applyNode(object)
    const on = object.metadata.name
    for (const [i, gpus] of held.entries()) inventory.applyPod(pod({ name: `${on}-${i}`, on, gpus }))
  }
  return { inventory, index }
}

/** MI300X nodes `a`, `b`, …, with these devices in use by one pod each. */
export function mi300xNodes(...used: readonly number[]): World {
  return world(...used.map((gpus, i) => [mi300x('abcdefghij'[i]), gpus] as const))
}

/** Where a request goes: names of nodes, or the words. */
export function place(
  { index }: World,
  request: Partial<PlaceRequest> & Pick<PlaceRequest, 'gpusPerMember'>,
): readonly string[] | string {
  const placed: Placed = placeGroup(index, { kinds: [kind('MI300X')], ...request })
  return 'placements' in placed ? placed.placements.map(({ node }) => node) : placed.words
}
