/**
 * Changes that fit, as a table: what to write, where that runs, and what it would serve.
 * @module
 */
import type { Precision } from '../../vocabulary/precision.ts'
import { formatGiB } from '../../vocabulary/quantity.ts'
import type { Counterfactual } from '../decision.ts'
import { roughly, table, times, wrap } from './words.ts'

/** Widest line, indent included. */
const width = 98

/** What is told of a change: the memory it leaves, or the load it takes. */
export type Telling = 'room' | 'load'

/**
 * One line each, accelerators named as far as they have room; in two lines where the change alone is long.
 *
 * @param asked a precision that changes along with it is said
 */
export function adviceLines(
  changes: readonly Counterfactual[],
  asked: Precision | undefined,
  telling: Telling = 'room',
): string[] {
  const result = (change: Counterfactual) => servesWords(change, asked, telling)
  for (const named of [3, 2, 1]) {
    const lines = table(
      changes.map((change) => [changeWords(change), whereWords(change, named), result(change)]),
    )
    if (lines.every((line) => line.length <= width)) return lines
  }
  return changes.flatMap((change) => [
    ...wrap(changeWords(change), width - 2, '  ').map((line) => `  ${line}`),
    `    ${whereWords(change, 3)}  ${result(change)}`,
  ])
}

function changeWords({ changes }: Counterfactual): string {
  return changes.map(({ path, value }) => `${path}: ${value}`).join(', ')
}

function whereWords({ accelerators, here }: Counterfactual, named: number): string {
  const more = accelerators.length > named ? ', …' : ''
  return `on ${accelerators.slice(0, named).join(', ')}${more}${here ? '' : ' (none here)'}`
}

/** `61 GiB a GPU left for 1.1 M tokens`, `447 k tokens, 10.9 requests at once`. */
function servesWords(
  { memory, precision, changes }: Counterfactual,
  asked: Precision | undefined,
  telling: Telling,
): string {
  const tokens = `${roughly(memory.kvCacheTokens)} tokens`
  const room = memory.kvCacheGiB >= 10 ? `${Math.round(memory.kvCacheGiB)}` : formatGiB(memory.kvCacheGiB)
  const silent =
    asked !== undefined && precision !== asked && !changes.some(({ value }) => value === precision)
  const words =
    telling === 'room'
      ? `${room} GiB a GPU left for ${tokens}`
      : `${tokens}, ${times(memory.maxConcurrency)} requests at once`
  return silent ? `${words} in ${precision}` : words
}
