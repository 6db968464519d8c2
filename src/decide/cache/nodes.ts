/**
 * On which nodes of a group copies of a cache are kept.
 * @module
 */
import type { NodeGroup } from '../../api/cache/intent.ts'
import { mostNodesNamed } from '../../api/cache/status.ts'
import type { Barrier, Taint } from '../../inventory/node-barriers.ts'
import { accepts } from '../place/node-filter.ts'

/** A node of the cluster, as far as copies are concerned. */
export interface GroupNode {
  readonly name: string
  /** Another one when the machine or its disks may be others: a new node of an old name, or one that was restarted. */
  readonly life: string
  readonly labels: Readonly<Record<string, string>>
  /** That keep away pods which do not tolerate them, those apart that every pod with a GPU tolerates. */
  readonly taints: readonly Taint[]
  readonly hasGPUs: boolean
  /** Why no pod can come now; a copy that is there stays. */
  readonly barriers: readonly Barrier[]
}

export interface CopyPlaces {
  /** Names, sorted. */
  readonly chosen: readonly string[]
  /** Nodes in the group. */
  readonly members: number
  /** Copies that were asked for; absent: on every node. */
  readonly asked?: number
}

/** Nodes that labels and taints leave; without a selector those with AMD GPUs. */
export function nodesOfGroup(
  { nodeSelector, tolerations }: NodeGroup,
  nodes: readonly GroupNode[],
): readonly GroupNode[] {
  const isAny = Object.keys(nodeSelector).length === 0
  const filter = {
    nodeSelector,
    tolerations: tolerations.map(({ operator, ...rest }) => ({
      ...rest,
      operator: operator === 'Exists' ? ('Exists' as const) : ('Equal' as const),
    })),
  }
  return nodes.filter((node) => (!isAny || node.hasGPUs) && accepts(filter, node))
}

/**
 * As many as are asked for: first those that hold a copy, then those where pods already wait for one, then those that can be copied to
 * now, by name. A node with a pod that reads the cache gets a copy beyond that, as the pod could not start without.
 *
 * @param holders names of nodes that hold a copy, or are about to
 * @param users names of nodes with pods that mount it
 */
export function nodesForCopies(
  group: NodeGroup,
  nodes: readonly GroupNode[],
  holders: ReadonlySet<string>,
  users: ReadonlySet<string>,
): CopyPlaces {
  const members = nodesOfGroup(group, nodes)
  const rank = ({ name, barriers }: GroupNode) =>
    (holders.has(name) ? 0 : 4) + (users.has(name) ? 0 : 2) + (barriers.length === 0 ? 0 : 1)
  const ordered = members.toSorted((a, b) => rank(a) - rank(b) || (a.name < b.name ? -1 : 1))
  const most = Math.min(group.copies ?? mostNodesNamed, mostNodesNamed)
  const needed = nodes.filter(({ name }) => users.has(name))
  const names = [...needed, ...ordered.slice(0, most)].map(({ name }) => name)
  return {
    chosen: [...new Set(names)].slice(0, mostNodesNamed).sort(),
    members: members.length,
    ...(group.copies === undefined ? {} : { asked: group.copies }),
  }
}
