/**
 * A plain workload, understood and judged as it is written: what admission, the audit and `fitgate plan` refuse or warn of before
 * anything is decided.
 * @module
 */
import { type ParsedWorkload, parseWorkload } from '../../api/workload/workload.ts'
import { writtenProblems } from './judge-written.ts'
import { pasteable } from './problem.ts'

/** `parseWorkload`, and what is wrong with the pod's own lists and images where fitgate is asked for its model. */
export function understandWorkload(object: unknown): ParsedWorkload {
  const { workload, errors, warnings } = parseWorkload(object)
  if (workload?.settings.model === undefined || workload.settings.paused)
    return { ...(workload === undefined ? {} : { workload }), errors, warnings }
  const problems = writtenProblems(workload)
  const wrong = problems.filter(({ severity }) => severity === 'error').map(pasteable)
  const doubtful = problems.filter(({ severity }) => severity === 'warning').map(pasteable)
  return {
    ...(wrong.length === 0 ? { workload } : {}),
    errors: [...errors, ...wrong],
    warnings: [...warnings, ...doubtful],
  }
}
