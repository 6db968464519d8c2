/**
 * Copies on more nodes than there are: told, never refused, as nodes come and go.
 * @module
 */
import { type CacheIntent, type CachePaths, copiesClass } from '../../api/cache/intent.ts'
import type { Hardware } from '../../inventory/hardware.ts'
import type { FieldError } from '../../vocabulary/field-error.ts'

/** Doubts about the copies that are asked for; none where labels say which nodes are meant, or nodes are not known. */
export function missingNodes(
  intent: CacheIntent,
  { nodeGroup: path }: CachePaths,
  hardware: Hardware | undefined,
): readonly FieldError[] {
  const { nodeGroup } = intent
  if (nodeGroup?.copies === undefined || copiesClass(intent) === undefined) return []
  if (hardware === undefined || Object.keys(nodeGroup.nodeSelector).length > 0) return []
  const nodes = hardware.shapes.reduce((sum, shape) => sum + shape.nodes, hardware.unknownNodes)
  if (nodeGroup.copies <= nodes) return []
  const here = nodes === 1 ? '1 node with AMD GPUs is' : `${nodes} nodes with AMD GPUs are`
  return [
    { path: `${path}.replicas`, message: `is ${nodeGroup.copies}, and ${here} here now: the others wait` },
  ]
}
