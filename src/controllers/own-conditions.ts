/**
 * The conditions of an object that are fitgate's: one without a finding is taken away, those of others stay.
 * @module
 */
import type { KubeObject } from '../kube/types.ts'
import { type Condition, mergeConditions, type WantedCondition } from '../vocabulary/conditions.ts'
import type { Finding } from './aim-endpoint/finding.ts'

interface Conditioned extends Pick<KubeObject, 'metadata'> {
  readonly status?: { readonly conditions?: readonly Condition[] }
}

/**
 * @param types all that are fitgate's on such objects, in the order they are listed
 * @param now RFC 3339
 */
export function ownConditions<Type extends string>(
  types: readonly Type[],
  { metadata, status }: Conditioned,
  findings: Readonly<Partial<Record<Type, Finding>>>,
  now: string,
): Condition[] {
  const wanted = types.flatMap((type): WantedCondition[] => {
    const finding = findings[type]
    return finding ? [{ type, ...finding, observedGeneration: metadata.generation }] : []
  })
  const unwanted = new Set<string>(types.filter((type) => findings[type] === undefined))
  const before = (status?.conditions ?? []).filter(({ type }) => !unwanted.has(type))
  return mergeConditions(before, wanted, now)
}
