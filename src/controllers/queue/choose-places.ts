/**
 * Places for one that waits, among the nodes that are not kept for others.
 * @module
 */
import type { NodeFilter } from '../../decide/place/node-filter.ts'
import { type Placement, placeGroup } from '../../decide/place/place-group.ts'
import type { PlacementIndex } from '../../decide/place/placement-index.ts'
import type { DeviceKind } from '../../decide/place/shelf.ts'
import type { Waiter } from './waiter.ts'

/**
 * Preferred nodes before others, and the avoided one last of all.
 *
 * @param kinds those of its kinds that it may have
 * @param kept nodes that are kept for others
 */
export function choosePlaces(
  index: PlacementIndex,
  { request, preferred, avoided }: Waiter,
  kinds: readonly DeviceKind[],
  kept: ReadonlySet<string>,
): readonly Placement[] | undefined {
  const { filter = {} } = request
  const liked: NodeFilter = { ...filter, nodeSelector: { ...filter.nodeSelector, ...preferred } }
  const filters = preferred === undefined ? [filter] : [liked, filter]
  const excludes = avoided === undefined ? [kept] : [new Set([...kept, avoided]), kept]
  for (const exclude of excludes)
    for (const each of filters) {
      const placed = placeGroup(index, { ...request, kinds, filter: each, exclude })
      if ('placements' in placed && placed.placements.length > 0) return placed.placements
    }
  return undefined
}
