/**
 * Affinity of a pod, narrowed to one node.
 * @module
 */

type Term = Readonly<Record<string, unknown>>

/** As far as it speaks of nodes. */
export interface NodeAffinity {
  readonly nodeAffinity?: {
    readonly requiredDuringSchedulingIgnoredDuringExecution?: { readonly nodeSelectorTerms: readonly Term[] }
  }
}

/** Every term that is there is kept and named the node too: by field, as nodes need not carry their name as a label. */
export function narrowedTo(affinity: NodeAffinity | undefined, node: string): NodeAffinity {
  const there =
    affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms ?? []
  const matchFields = [{ key: 'metadata.name', operator: 'In', values: [node] }]
  const nodeSelectorTerms = (there.length === 0 ? [{}] : there).map((term) => ({ ...term, matchFields }))
  return { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms } } }
}
