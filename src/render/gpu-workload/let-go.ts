/**
 * The one patch that narrows a suspended Job to its node and lets it go.
 * @module
 */

import { type NodeAffinity, narrowedTo } from '../narrowed-affinity.ts'

/** A merge patch. What else the template says is left alone, so it may be of another version of fitgate. */
export function letGo(affinity: NodeAffinity | undefined, node: string): object {
  return { spec: { suspend: false, template: { spec: { affinity: narrowedTo(affinity, node) } } } }
}
