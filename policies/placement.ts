/**
 * Devices on which a pod may land: the hardware that is known, as far as its resource, selector and affinity leave it.
 * @module
 */
import { knownTargets } from '../src/decide/candidates/known-targets.ts'
import { catalogTargets, labelAllows, selectorAllows, type Target } from '../src/decide/place/target.ts'
import { fieldAt, listOf, recordOf, textOf } from './json.ts'
import type { PodTemplate } from './pod.ts'
import type { PolicyContext } from './policy.ts'

/** What is here; `undefined` where not all of it could be told. */
export function clusterTargets({ decision }: PolicyContext): readonly Target[] | undefined {
  const { hardware } = decision
  return hardware === undefined || hardware.unknownNodes > 0 ? undefined : knownTargets(hardware)
}

/** Targets of the cluster for a pod's resource; of the catalog where nothing is known here, or nothing has that resource. */
export function targetsFor(pod: PodTemplate, resource: string, context: PolicyContext): readonly Target[] {
  const here = (clusterTargets(context) ?? []).filter((target) => isPossible(pod, resource, target))
  if (here.length > 0) return here
  return catalogTargets.filter((target) => isPossible(pod, resource, target))
}

export function isPossible(pod: PodTemplate, resource: string, target: Target): boolean {
  return target.resource === resource && isAllowed(pod, target)
}

/** Labels that name no device are not judged, so more is possible here than there may be. */
function isAllowed({ spec }: PodTemplate, target: Target): boolean {
  const selector = Object.entries(recordOf(spec.nodeSelector)).flatMap(([key, value]) =>
    typeof value === 'string' ? [[key, value] as const] : [],
  )
  if (!selectorAllows(Object.fromEntries(selector), target)) return false
  const required = fieldAt(spec, 'affinity', 'nodeAffinity', 'requiredDuringSchedulingIgnoredDuringExecution')
  const terms = listOf(fieldAt(required, 'nodeSelectorTerms'))
  return terms.length === 0 || terms.some((term) => isAllowedByTerm(term, target))
}

function isAllowedByTerm(term: unknown, target: Target): boolean {
  return listOf(fieldAt(term, 'matchExpressions')).every((expression) => {
    const key = textOf(fieldAt(expression, 'key'))
    const values = listOf(fieldAt(expression, 'values')).filter((value) => typeof value === 'string')
    if (key === undefined || fieldAt(expression, 'operator') !== 'In') return true
    return values.some(labelAllows(key, target))
  })
}
