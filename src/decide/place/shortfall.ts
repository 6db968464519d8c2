/**
 * Why a group has no place, in words.
 * @module
 */
import { type Barrier, barriers } from '../../inventory/node-barriers.ts'
import type { PlaceRequest } from './place-group.ts'
import type { PlacementIndex, Selection } from './placement-index.ts'
import { type DeviceKind, kindKey } from './shelf.ts'
import { defaultStrategy, strategies } from './strategies.ts'

export interface Shortfall {
  /** Members without a place, on the kind of device where most had one. */
  readonly missing: number
  /** One sentence, no full stop; never names a node or a workload. */
  readonly words: string
}

const nameOf = ({ accelerator, partition }: DeviceKind) =>
  partition === undefined ? accelerator : `${accelerator} ${partition}`

/** In the order of the table, whatever was heard of first. */
const barrierWords = Object.entries(barriers) as [Barrier, string][]

/** @param placed members that had a place before the room ended */
export function shortfall(
  index: PlacementIndex,
  { shelf, accepts }: Selection,
  request: PlaceRequest,
  placed: number,
): Shortfall {
  const { members = 1, kinds, gpusPerMember, together } = request
  const strategy = strategies[request.strategy ?? defaultStrategy]
  const names = [...new Set(kinds.map(nameOf))].join(' or ')
  const where = strategy.emptyNodes ? 'on a node with nothing else on it' : 'on one node'
  const need = `needs ${gpusPerMember} free ${names} ${where}`
  const who = members === 1 ? need : `${placed} of ${members} members have a place, each ${need}`
  const apart = strategy.apart && members > 1 ? ' of its own' : ''
  const sharing = together === undefined ? '' : `, all with one value of ${together}`
  const barred = barrierWords.flatMap(([barrier, words]) => {
    const nodes = kinds.reduce((sum, kind) => sum + index.barred(kindKey(kind), barrier), 0)
    return nodes === 0 ? [] : `${nodes} ${nodes === 1 ? 'node is' : 'nodes are'} ${words}`
  })
  const most = mostFree()
  const room =
    most === 0 ? 'no node that may be used has any free' : `the most that is free on one is ${most}`
  return {
    missing: members - placed,
    words: [`${who}${apart}${sharing}`, room, ...barred].join('; '),
  }

  /** On nodes that the request accepts, whatever is excluded. */
  function mostFree(): number {
    const buckets = kinds.flatMap((kind) => [...shelf.buckets(kindKey(kind))]).sort((a, b) => b.free - a.free)
    for (const { free, nodes } of buckets) for (const node of nodes.values()) if (accepts(node)) return free
    return 0
  }
}
