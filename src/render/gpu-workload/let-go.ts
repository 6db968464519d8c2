/**
 * The one patch that narrows a suspended Job to its node and lets it go.
 * @module
 */

type Term = Readonly<Record<string, unknown>>

/** Affinity as the Job has it. */
interface Affinity {
  readonly nodeAffinity?: {
    readonly requiredDuringSchedulingIgnoredDuringExecution?: { readonly nodeSelectorTerms: readonly Term[] }
  }
}

/**
 * A merge patch. Every term that is there is kept and named the node too: by field, as nodes need not carry their name as a label.
 * What else the template says is left alone, so it may be of another version of fitgate.
 */
export function letGo(affinity: Affinity | undefined, node: string): object {
  const there =
    affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms ?? []
  const matchFields = [{ key: 'metadata.name', operator: 'In', values: [node] }]
  const terms = (there.length === 0 ? [{}] : there).map((term) => ({ ...term, matchFields }))
  return {
    spec: {
      suspend: false,
      template: {
        spec: {
          affinity: {
            nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: terms } },
          },
        },
      },
    },
  }
}
