/**
 * Condition `CacheProvisioned`: what became of the volume that keeps the model.
 * @module
 */
import type { Child } from './child.ts'
import { findChild } from './child.ts'
import type { ChildrenPlan } from './children.ts'
import { type Finding, no } from './finding.ts'

/** Nothing is said where there is no claim and none is wanted. @param name of the claim */
export function cacheProvisioned(
  name: string,
  plan: ChildrenPlan,
  live: readonly Child[],
): Finding | undefined {
  const isWanted = plan.apply.some((child) => child.kind === 'PersistentVolumeClaim')
  const claim = findChild(live, 'PersistentVolumeClaim', name)
  if (claim === undefined) return isWanted ? no('NotCreated', 'the volume claim is not there yet') : undefined
  if (!isWanted) {
    const kept = `PersistentVolumeClaim ${name} is not mounted any more; its data was kept`
    return no('KeptUnused', `${kept}: delete it if nobody needs it`)
  }
  if (plan.frozen.length > 0) {
    const way = `delete PersistentVolumeClaim ${name} to have it made anew, empty`
    return no('Immutable', `${plan.frozen.join('; ')}; a volume cannot change so: ${way}`)
  }
  const phase = claim.status?.phase ?? 'Pending'
  if (phase !== 'Bound') return no(phase, `PersistentVolumeClaim ${name} is ${phase}`)
  return { status: 'True', reason: 'Bound', message: 'the volume is there' }
}
