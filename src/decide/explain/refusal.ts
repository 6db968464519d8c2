/**
 * The refusal inside `kubectl apply`: what cannot run, the arithmetic, and the nearest shapes that fit.
 * @module
 */
import type { Decision } from '../decision.ts'
import { adviceLines } from './advice.ts'
import { gpus, wrap } from './words.ts'

const width = 100

/** Several lines, no blanks at line ends. Starts with an empty line: kubectl puts it behind a colon. */
export function refusalText(decision: Decision): string {
  const { asked, modelNote } = decision
  const { counterfactuals } = decision.explain()
  const note = modelNote?.fromName
    ? wrap(`${decision.model}: ${modelNote.text}`, width - 4, '  ').map((line) => `  ${line}`)
    : []
  const lines = ['', '', headline(decision), ...note, ...reasonLines(decision)]
  if (counterfactuals.length > 0)
    lines.push('', 'Nearest that fit:', ...adviceLines(counterfactuals, asked.precision))
  lines.push('', 'See it all: fitgate plan -f FILE')
  return lines.join('\n')
}

function headline(decision: Decision): string {
  const { asked } = decision
  if (decision.reasons.length > 0 && decision.reasons.every((reason) => reason.code === 'ArgumentInvalid'))
    return `The engine cannot start ${decision.model} with these arguments.`
  const what = `${decision.model}${asked.precision ? ` in ${asked.precision}` : ''}`
  if (asked.recipe !== undefined) return `${what} cannot run by recipe ${asked.recipe}.`
  const on = asked.gpuCount === undefined ? 'one node' : gpus(asked.gpuCount)
  switch (decision.scope) {
    case 'declared':
      return `${what} cannot run on ${on} of the hardware this platform has.`
    case 'observed':
      return `${what} cannot run on ${on} of what this cluster has now.`
    case 'anywhere':
    case undefined:
      return `${what} ${decision.certainty === 'estimated' ? 'is not expected to' : 'cannot'} run on ${on} of ${asked.devices ? 'the kind that is asked for' : 'any kind'}.`
    default:
      return decision.scope satisfies never
  }
}

export function reasonLines(decision: Pick<Decision, 'reasons'>): string[] {
  return decision.reasons.flatMap((reason) => {
    const text = `${reason.path ? `${reason.path}: ` : ''}${reason.message}`
    return wrap(text, width - 4, '  ').map((line) => `  ${line}`)
  })
}
