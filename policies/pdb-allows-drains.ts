/**
 * A disruption budget leaves room for one pod to move.
 * @module
 */

import { scalarText } from '../src/vocabulary/scalar-text.ts'
import { fieldAt, integerOf, scalarOf } from './json.ts'
import { isGpuWorkload } from './ours.ts'
import type { Policy, Violation } from './policy.ts'
import { scaledBy } from './scale-target.ts'
import { isSelected } from './selector.ts'
import type { PolicySubject } from './subject.ts'

/** Where an autoscaler has the word, its least counts: the object's own number is only where it begins. */
function leastReplicas(workload: PolicySubject, related: readonly PolicySubject[]): number {
  const scaler = related.find(
    (each) =>
      each.kind === 'HorizontalPodAutoscaler' && scaledBy(each, { related: [workload] }) !== undefined,
  )
  if (scaler === undefined) return workload.replicas
  return integerOf(fieldAt(scaler.object, 'spec', 'minReplicas')) ?? 1
}

const isNone = (value: string | number | undefined) => value !== undefined && /^0+%?$/.test(scalarText(value))

export const pdbAllowsDrains: Policy = {
  id: 'pdb-allows-drains',
  title: 'Disruption budgets allow drains',
  why: 'Where a PodDisruptionBudget lets no pod go, node upgrades and GPU repartitioning wait for ever or kill the pods by force.',
  severity: 'warning',
  appliesTo: ({ group, kind }) => group === 'policy' && kind === 'PodDisruptionBudget',
  check(subject, { related = [] }) {
    const selected = related.filter(
      (workload) => workload.namespace === subject.namespace && isSelected(subject, workload),
    )
    if (selected.length > 0 && !selected.some(isGpuWorkload)) return []
    const maxUnavailable = scalarOf(fieldAt(subject.object, 'spec', 'maxUnavailable'))
    const minAvailable = scalarOf(fieldAt(subject.object, 'spec', 'minAvailable'))
    const violations: Violation[] = []
    if (isNone(maxUnavailable))
      violations.push({
        path: 'spec.maxUnavailable',
        message: 'no pod may ever be evicted',
        fix: 'write 1',
      })
    if (minAvailable === undefined || isNone(minAvailable)) return violations
    const share = /^(\d+)%$/.exec(scalarText(minAvailable))?.[1]
    if (Number(share) >= 100) {
      violations.push({
        path: 'spec.minAvailable',
        message: 'no pod may ever be evicted',
        fix: 'write maxUnavailable: 1 instead',
      })
      return violations
    }
    for (const workload of selected) {
      const pods =
        leastReplicas(workload, related) * workload.pods.reduce((sum, { copies }) => sum + copies, 0)
      // of a share the API server wants whole pods, rounded up
      const kept = share === undefined ? Number(minAvailable) : Math.ceil((Number(share) / 100) * pods)
      if (pods > kept || pods === 0) continue
      violations.push({
        path: 'spec.minAvailable',
        message: `${workload.kind} ${workload.name} has ${pods} ${pods === 1 ? 'pod' : 'pods'}, so ${minAvailable} available means that none may be evicted`,
        fix: 'write maxUnavailable: 1 instead',
      })
    }
    return violations
  },
  cel: {
    kinds: [{ group: 'policy', versions: ['v1'], resource: 'poddisruptionbudgets' }],
    keeps: ({ object }) =>
      [
        `!(has(${object}.spec.maxUnavailable) && string(${object}.spec.maxUnavailable).matches("^0+%?$"))`,
        `!(has(${object}.spec.minAvailable) && string(${object}.spec.minAvailable).matches("^0*[1-9][0-9]{2,}%$"))`,
      ].join(' && '),
    message: 'the budget lets no pod go; write maxUnavailable: 1',
  },
}
