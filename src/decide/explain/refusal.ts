/**
 * The refusal inside `kubectl apply`: what cannot run, the arithmetic, and the nearest shapes that fit.
 * @module
 */
import type { Precision } from '../../vocabulary/precision.ts'
import { formatGiB } from '../../vocabulary/quantity.ts'
import type { Counterfactual, Decision } from '../decision.ts'
import { gpus, roughly, table, wrap } from './words.ts'

const width = 100

/** Several lines, no blanks at line ends. Starts with an empty line: kubectl puts it behind a colon. */
export function refusalText(decision: Decision): string {
  const lines = ['', '', headline(decision), ...reasonLines(decision)]
  if (decision.counterfactuals.length > 0)
    lines.push(
      '',
      'Nearest that fit:',
      ...counterfactualLines(decision.counterfactuals, decision.asked?.precision),
    )
  lines.push('', 'See it all: fitgate plan -f FILE')
  return lines.join('\n')
}

function headline(decision: Decision): string {
  const { asked } = decision
  if (decision.reasons.length > 0 && decision.reasons.every((reason) => reason.code === 'ArgumentInvalid'))
    return `The engine cannot start ${decision.model} with these arguments.`
  const what = `${decision.model}${asked?.precision ? ` in ${asked.precision}` : ''}`
  if (asked?.recipe !== undefined) return `${what} cannot run by recipe ${asked.recipe}.`
  const on = asked?.gpuCount === undefined ? 'one node' : gpus(asked.gpuCount)
  switch (decision.scope) {
    case 'declared':
      return `${what} cannot run on ${on} of the hardware this platform has.`
    case 'observed':
      return `${what} cannot run on ${on} of what this cluster has now.`
    case 'anywhere':
    case undefined:
      return `${what} ${decision.certainty === 'estimated' ? 'is not expected to' : 'cannot'} run on ${on} of any kind.`
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

/** One line each; a precision that changes along with what was asked is said. */
export function counterfactualLines(
  counterfactuals: readonly Counterfactual[],
  asked: Precision | undefined,
): string[] {
  const rows = counterfactuals.map((counterfactual) => [
    counterfactual.changes.map(({ path, value }) => `${path}: ${value}`).join(', '),
    `on ${counterfactual.accelerators.slice(0, 3).join(', ')}${counterfactual.here ? '' : ' (none here)'}`,
    roomLine(counterfactual, asked),
  ])
  const lines = table(rows)
  // two changes in one line leave no space for the room that is left
  return lines.every((line) => line.length <= width - 2) ? lines : table(rows.map((row) => row.slice(0, 2)))
}

/** `61 GiB a GPU left for 1.1 M tokens`. */
function roomLine({ memory, precision, changes }: Counterfactual, asked: Precision | undefined): string {
  const room =
    memory.kvCacheGiB >= 10 ? Math.round(memory.kvCacheGiB).toString() : formatGiB(memory.kvCacheGiB)
  const silent =
    asked !== undefined && precision !== asked && !changes.some(({ value }) => value === precision)
  return `${room} GiB a GPU left for ${roughly(memory.kvCacheTokens)} tokens${silent ? ` in ${precision}` : ''}`
}
