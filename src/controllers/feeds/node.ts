/**
 * A node as far as the inventory reads it. Nodes are written every few seconds, mostly for what is dropped here.
 * @module
 */
import type { NodeObject } from '../../inventory/objects.ts'
import { Sharing } from '../../kube/sharing.ts'
import type { KubeObject } from '../../kube/types.ts'

export type Node = NodeObject & KubeObject

/** Nodes of one pool are equal in what they have and in how they are. */
const sharing = new Sharing()

export function projectNode({ apiVersion, kind, metadata, spec, status }: Node): Node {
  const { name, uid, resourceVersion, labels, deletionTimestamp } = metadata
  return {
    apiVersion,
    kind,
    metadata: { name, uid, resourceVersion, labels, deletionTimestamp },
    spec: { unschedulable: spec?.unschedulable, taints: sharing.share(spec?.taints) },
    status: {
      capacity: sharing.share(status?.capacity),
      allocatable: sharing.share(status?.allocatable),
      conditions: sharing.share(status?.conditions?.map(({ type, status }) => ({ type, status }))),
      nodeInfo: { bootID: status?.nodeInfo?.bootID },
    },
  }
}
