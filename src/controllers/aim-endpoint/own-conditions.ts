/**
 * The conditions of an endpoint that are fitgate's: one without a finding is taken away, those of others stay.
 * @module
 */
import type { AIMEndpoint } from '../../api/aim/endpoint.ts'
import { type Condition, mergeConditions, type WantedCondition } from '../../vocabulary/conditions.ts'
import type { Finding } from './finding.ts'

/** In the order they are listed. */
const ownTypes = [
  'Accepted',
  'RecipeSelected',
  'Placed',
  'Ready',
  'CacheProvisioned',
  'UpdateAvailable',
] as const

export type Findings = Readonly<Partial<Record<(typeof ownTypes)[number], Finding>>>

/** @param now RFC 3339 */
export function ownConditions(
  { metadata, status }: AIMEndpoint,
  findings: Findings,
  now: string,
): Condition[] {
  const wanted = ownTypes.flatMap((type): WantedCondition[] => {
    const finding = findings[type]
    return finding ? [{ type, ...finding, observedGeneration: metadata.generation }] : []
  })
  const unwanted = new Set<string>(ownTypes.filter((type) => findings[type] === undefined))
  const before = (status?.conditions ?? []).filter(({ type }) => !unwanted.has(type))
  return mergeConditions(before, wanted, now)
}
