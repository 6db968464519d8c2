/**
 * The table of plans that were not chosen. Computed ones with the same reason share a line: they are many and alike.
 * @module
 */
import { cut } from '../../vocabulary/cut.ts'
import type { Decision, Rejection } from '../decision.ts'

/** Lines shown; the rest are counted. */
const maxShown = 6

/** Widest name, and widest line without the indent of the screen. */
const nameWidth = 44
const lineWidth = 94

/** One line each. Of a refusal: only recipes, and not those that failed for a reason that is said already. */
export function notChosen({ verdict, reasons, explain }: Decision): string[] {
  const said = new Set(reasons.map((reason) => reason.code))
  const worth = explain().rejected.filter(
    ({ derived, reason }) => verdict !== 'DoesNotFit' || (!derived && !said.has(reason.code)),
  )
  const rows = grouped(worth)
  const shown = rows.slice(0, maxShown)
  const width = Math.min(
    nameWidth,
    Math.max(0, ...shown.map(({ name, others }) => name.length + others.length)),
  )
  const more = rows.slice(maxShown).reduce((sum, { count }) => sum + count, 0)
  return [
    ...shown.map(
      ({ name, others, message }) =>
        `  ${(cut(name, width - others.length) + others).padEnd(width)}  ${cut(message, lineWidth - width)}`,
    ),
    ...(more > 0 ? [`  and ${more} more        -o json to see them`] : []),
  ]
}

interface Row {
  readonly name: string
  /** ` and 3 more`, which is never cut. */
  readonly others: string
  readonly message: string
  readonly count: number
}

/** Recipes one by one; computed plans by their reason, `qwen3-32b-mi355x-fp8-tp1 and 3 more`. */
function grouped(rejected: readonly Rejection[]): Row[] {
  const written = rejected.filter(({ derived }) => !derived)
  const computed = Map.groupBy(
    rejected.filter(({ derived }) => derived),
    ({ reason }) => reason.message,
  )
  return [
    ...written.map(({ name, reason }) => ({ name, others: '', message: reason.message, count: 1 })),
    ...[...computed].map(([message, alike]) => ({
      name: alike[0]?.name ?? '',
      others: alike.length > 1 ? ` and ${alike.length - 1} more` : '',
      message,
      count: alike.length,
    })),
  ]
}
