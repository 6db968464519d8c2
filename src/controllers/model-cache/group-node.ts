/**
 * A node as the plan for copies reads it.
 * @module
 */
import type { GroupNode } from '../../decide/cache/nodes.ts'
import { barriersOf, hardTaints } from '../../inventory/node-barriers.ts'
import { gpuResources } from '../../inventory/node-devices.ts'
import { sameJson } from '../../vocabulary/same-json.ts'
import type { Node } from '../feeds/node.ts'

/** By node: one never changes, its successor is another. */
const known = new WeakMap<Node, GroupNode>()

export function groupNode(node: Node): GroupNode {
  const before = known.get(node)
  if (before !== undefined) return before
  const now = read(node)
  known.set(node, now)
  return now
}

function read(node: Node): GroupNode {
  const { metadata, status } = node
  const { labels = {}, name, uid = '' } = metadata
  return {
    name,
    // what a restart leaves of a disk is looked at anew: of many machines it leaves nothing
    life: `${uid}/${status?.nodeInfo?.bootID ?? ''}`,
    labels,
    taints: hardTaints(node),
    hasGPUs: gpuResources(status?.capacity ?? {}, status?.allocatable ?? {}).length > 0,
    barriers: barriersOf(node, labels),
  }
}

/** A node is written every few seconds, mostly for what copies have nothing to do with. */
export function sameForCopies(one: Node, other: Node): boolean {
  return sameJson(groupNode(one), groupNode(other))
}
