/**
 * Places for one that waits, among the nodes that are not kept for others.
 * @module
 */
import type { NodeFilter, SelectorTerm } from '../../decide/place/node-filter.ts'
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
  waiter: Waiter,
  kinds: readonly DeviceKind[],
  kept: ReadonlySet<string>,
): readonly Placement[] | undefined {
  const { request, avoided } = waiter
  const filters = filtersOf(waiter)
  const excludes = avoided === undefined ? [kept] : [new Set([...kept, avoided]), kept]
  for (const exclude of excludes)
    for (const each of filters) {
      const placed = placeGroup(index, { ...request, kinds, filter: each, exclude })
      if ('placements' in placed && placed.placements.length > 0) return placed.placements
    }
  return undefined
}

/** The one it prefers first. */
function filtersOf({
  request: { filter = {} },
  preferred,
  preferredNodes = [],
}: Waiter): readonly NodeFilter[] {
  if (preferred === undefined && preferredNodes.length === 0) return [filter]
  const { affinity = [], nodeSelector } = filter
  const named = { key: 'metadata.name', operator: 'In', values: preferredNodes } as const
  const terms: readonly SelectorTerm[] = affinity.length === 0 ? [{}] : affinity
  const onNamed = terms.map((term) => ({ ...term, matchFields: [...(term.matchFields ?? []), named] }))
  const liked = {
    ...filter,
    nodeSelector: { ...nodeSelector, ...preferred },
    ...(preferredNodes.length === 0 ? {} : { affinity: onNamed }),
  }
  return [liked, filter]
}
