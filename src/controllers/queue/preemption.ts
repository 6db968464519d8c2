/**
 * Which workloads of lower priority make room for one that has no place: the smallest set that is enough. Pure.
 *
 * Smallest is counted in workloads; of equal sets the one with the lower priorities, then with fewer GPUs, then the one that was
 * placed later and loses less.
 * @module
 */
import type { PlaceRequest } from '../../decide/place/place-group.ts'
import { kindKey } from '../../decide/place/shelf.ts'
import { defaultStrategy, strategies } from '../../decide/place/strategies.ts'
import type { DeviceRoom, NodeRoom } from '../../inventory/node-room.ts'
import type { ReservedDevices } from '../../inventory/reservations.ts'
import { devicesFor } from './competition.ts'

/** A workload that runs and may be taken down. */
export interface Victim {
  readonly uid: string
  /** Points. */
  readonly priority: number
  /** When it was placed, ms since the epoch. */
  readonly placedAtMs: number
  /** All that it holds or keeps, on one node. */
  readonly devices: ReservedDevices
  /** It is on its way out already. */
  readonly isGoing: boolean
  readonly touch: () => void
}

export interface Preemption {
  readonly nodes: readonly string[]
  readonly victims: readonly Victim[]
}

/** What a set costs: workloads, sum of priorities, GPUs, earliness. Added and compared number by number. */
type Cost = readonly [number, number, number, number]

interface Choice {
  readonly cost: Cost
  readonly victims: readonly Victim[]
}

const nothing: Choice = { cost: [0, 0, 0, 0], victims: [] }

/**
 * @param priority of the one that has no place, points: only who has less makes room
 * @param kept nodes that are kept for others
 * @returns `undefined` where no set is enough
 */
export function planPreemption(
  request: PlaceRequest,
  priority: number,
  rooms: Iterable<NodeRoom>,
  victims: readonly Victim[],
  kept: ReadonlySet<string>,
): Preemption | undefined {
  const { members = 1 } = request
  const lower = Map.groupBy(
    victims.filter((victim) => victim.priority < priority),
    ({ devices }) => devices.node,
  )
  const found = new Map<string, (Choice & { readonly node: string })[]>()
  for (const room of rooms) {
    if (kept.has(room.name)) continue
    for (const device of devicesFor(request, room)) {
      const there = (lower.get(room.name) ?? []).filter(({ devices }) => devices.resource === device.resource)
      const choice = choiceOn(request, device, there)
      if (choice === undefined) continue
      const kind = kindKey(device)
      found.set(kind, [...(found.get(kind) ?? []), { ...choice, node: room.name }])
    }
  }
  // one member a node: where several fit on one there is nothing to take down for the second
  const sets = [...found.values()]
    .filter((nodes) => nodes.length >= members)
    .map((nodes) => nodes.sort(cheaper).slice(0, members))
    .map((chosen) => ({
      nodes: chosen.map(({ node }) => node),
      victims: chosen.flatMap((each) => each.victims),
      cost: chosen.reduce<Cost>((sum, { cost }) => plus(sum, cost), nothing.cost),
      node: chosen[0]?.node ?? '',
    }))
    .sort(cheaper)
  const [best] = sets
  return best && { nodes: best.nodes, victims: best.victims }
}

/** The cheapest set on one node that leaves room for a member. */
function choiceOn(
  { gpusPerMember, strategy = defaultStrategy }: PlaceRequest,
  device: DeviceRoom,
  victims: readonly Victim[],
): Choice | undefined {
  const emptied = strategies[strategy].emptyNodes === true
  const missing = (emptied ? device.allocatable : gpusPerMember) - device.free
  if (missing <= 0) return emptied && device.held.length > 0 ? undefined : nothing
  // best[n]: the cheapest set that frees n devices, or more for the last
  const best: (Choice | undefined)[] = [nothing, ...Array.from({ length: missing }, () => undefined)]
  for (const victim of victims) {
    const { count } = victim.devices
    const own: Cost = [1, victim.priority, count, -victim.placedAtMs]
    for (let freed = missing; freed >= 0; freed--) {
      const from = best[freed]
      if (from === undefined || freed === missing) continue
      const to = Math.min(missing, freed + count)
      const choice = { cost: plus(from.cost, own), victims: [...from.victims, victim] }
      const there = best[to]
      if (there === undefined || compareCosts(choice.cost, there.cost) < 0) best[to] = choice
    }
  }
  return best[missing]
}

const plus = (a: Cost, b: Cost): Cost => [a[0] + b[0], a[1] + b[1], a[2] + b[2], a[3] + b[3]]

function compareCosts(a: Cost, b: Cost): number {
  return a[0] - b[0] || a[1] - b[1] || a[2] - b[2] || a[3] - b[3]
}

interface Priced {
  readonly cost: Cost
  readonly node: string
}

const cheaper = (a: Priced, b: Priced) => compareCosts(a.cost, b.cost) || (a.node < b.node ? -1 : 1)
