/**
 * A disruption budget leaves room for one pod to move.
 * @module
 */

import { scalarText } from '../src/vocabulary/scalar-text.ts'
import { fieldAt, scalarOf } from './json.ts'
import { isGpuWorkload } from './ours.ts'
import type { Policy, Violation } from './policy.ts'
import { isSelected } from './selector.ts'

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
    if (/^\d+%$/.test(scalarText(minAvailable))) {
      if (Number.parseInt(scalarText(minAvailable), 10) >= 100)
        violations.push({
          path: 'spec.minAvailable',
          message: 'no pod may ever be evicted',
          fix: 'write maxUnavailable: 1 instead',
        })
      return violations
    }
    for (const workload of selected) {
      const pods = workload.replicas * workload.pods.reduce((sum, { copies }) => sum + copies, 0)
      if (pods > Number(minAvailable)) continue
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
