/**
 * Devices that are named twice, in the annotation and in the pod's own node selector or affinity.
 * @module
 */
import { toIntentRequest, type Workload } from '../../api/workload/workload.ts'
import { allows } from '../place/allows.ts'
import { catalogTargets } from '../place/target.ts'
import type { Finding } from './problem.ts'

/** No node can satisfy both, so the pod would never be placed. */
export function deviceProblems(workload: Workload): Finding[] {
  const { intent, paths } = toIntentRequest(workload)
  const { accelerators, ...rest } = intent
  if (accelerators === undefined || paths.accelerators === undefined) return []
  const chosen = catalogTargets.filter((target) => allows(rest, target))
  if (chosen.length === 0 || chosen.some(({ accelerator }) => accelerators.includes(accelerator.name)))
    return []
  const names = [...new Set(chosen.map(({ accelerator }) => accelerator.name))]
  const what = names.length > 3 ? `${names.slice(0, 3).join(', ')}, …` : names.join(', ')
  return [
    {
      severity: 'error',
      path: paths.accelerators,
      message: `is ${accelerators.join(', ')}, but the pod's node selector, affinity or resource leaves ${what}`,
      fix: 'say it once',
    },
  ]
}
