/**
 * Puts simulated nodes into a cluster.
 * @module
 */
import { resources } from '../kube/resources.ts'
import type { KubeClient, KubeObject } from '../kube/types.ts'
import { inTurn } from '../vocabulary/in-turn.ts'
import { type NodeSpec, nodeNames, type Taint } from './node-spec.ts'
import { simulatedNode } from './simulated-node.ts'

/** Creates every node; returns how many there are. */
export async function createNodes(client: KubeClient, specs: readonly NodeSpec[]): Promise<number> {
  const nodes = nodeNames(specs).map(([name, spec]) => simulatedNode(name, spec))
  await inTurn(nodes, (node) => client.create(resources.node, node))
  return nodes.length
}

interface NodeWithStatus extends KubeObject {
  readonly spec?: { readonly taints?: readonly Taint[] }
  readonly status?: { readonly conditions?: readonly { readonly type: string; readonly status: string }[] }
}

/** Nodes that are Ready and that pods can be put on. */
export async function readyNodes(client: KubeClient): Promise<number> {
  const { items } = await client.list<NodeWithStatus>(resources.node)
  return items.filter(
    ({ spec, status }) =>
      status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') &&
      !spec?.taints?.some(({ key }) => key.startsWith('node.kubernetes.io/')),
  ).length
}
