/**
 * The user's own list as it would run, said with the answer: ready to paste.
 * @module
 */
import type { Workload } from '../../src/api/workload/workload.ts'
import type { Decision } from '../../src/decide/decision.ts'
import { maxWarning } from '../../src/decide/explain/warnings.ts'
import { betterArguments } from '../../src/decide/written/judge-written.ts'
import { listLine, listLines } from '../../src/decide/written/list-text.ts'
import type { Answer } from '../response.ts'

/** Whole in a refusal; in a warning where it is short enough to be shown whole. */
export function withBetterList(answer: Answer, workload: Workload, decision: Decision): Answer {
  const { allowed, message = '', warnings = [] } = answer
  const better = betterArguments(workload, decision)
  if (better === undefined) return answer
  if (!allowed)
    return { ...answer, message: [message, '', 'Write instead:', ...listLines(better)].join('\n') }
  const line = `fitgate: better: ${listLine(better)}`
  const told =
    line.length <= maxWarning
      ? line
      : 'fitgate: fitgate plan -f FILE prints the list of arguments to write instead'
  return { ...answer, warnings: [...warnings, told] }
}
