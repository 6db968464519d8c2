/**
 * Node affinity without what it says of NVIDIA's labels.
 * @module
 */
import { isNvidiaLabel } from '../../vocabulary/gpu-resources.ts'
import { scalarText } from '../../vocabulary/scalar-text.ts'
import { isJsonObject, type JsonObject } from './json.ts'

/**
 * What is left of a pod's `nodeAffinity`; `undefined` where nothing is. A term that says nothing else goes: without expressions it
 * would match no node.
 */
export function withoutNvidia(affinity: JsonObject): JsonObject | undefined {
  const left = Object.entries(affinity).flatMap(([name, value]) => {
    const kept = Array.isArray(value) ? nonEmpty(value.flatMap(wishLeft)) : sectionLeft(value)
    return kept === undefined ? [] : [[name, kept] as const]
  })
  return left.length === 0 ? undefined : Object.fromEntries(left)
}

/** What is required: one of several terms. */
function sectionLeft(section: unknown): unknown {
  if (!isJsonObject(section) || !Array.isArray(section.nodeSelectorTerms)) return section
  const terms = nonEmpty(section.nodeSelectorTerms.flatMap(termLeft))
  return terms && { ...section, nodeSelectorTerms: terms }
}

/** What is preferred: a weight and one term. */
function wishLeft(wish: unknown): unknown[] {
  if (!isJsonObject(wish)) return [wish]
  return termLeft(wish.preference).map((preference) => ({ ...wish, preference }))
}

function termLeft(term: unknown): unknown[] {
  if (!isJsonObject(term) || !Array.isArray(term.matchExpressions)) return [term]
  const { matchExpressions, ...others } = term
  const kept = (matchExpressions as readonly unknown[]).filter(
    (one) => !(isJsonObject(one) && isNvidiaLabel(scalarText(one.key))),
  )
  if (kept.length === matchExpressions.length) return [term]
  if (kept.length > 0) return [{ ...others, matchExpressions: kept }]
  return Object.keys(others).length > 0 ? [others] : []
}

const nonEmpty = (list: unknown[]) => (list.length === 0 ? undefined : list)
