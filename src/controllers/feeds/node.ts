/**
 * A node as far as the inventory reads it. Nodes are written every few seconds, mostly for what is dropped here.
 * @module
 */
import type { NodeObject } from '../../inventory/objects.ts'
import type { KubeObject } from '../../kube/types.ts'

export type Node = NodeObject & KubeObject

export function projectNode({ apiVersion, kind, metadata, spec, status }: Node): Node {
  const { name, uid, resourceVersion, labels, deletionTimestamp } = metadata
  return {
    apiVersion,
    kind,
    metadata: { name, uid, resourceVersion, labels, deletionTimestamp },
    spec: { unschedulable: spec?.unschedulable, taints: spec?.taints },
    status: {
      capacity: status?.capacity,
      allocatable: status?.allocatable,
      conditions: status?.conditions?.map(({ type, status }) => ({ type, status })),
    },
  }
}
