/**
 * fitgate beside the formulas people use today, as a table: how far each is from the logs.
 * @module
 */
import type { LoggedStart } from './logged-starts.ts'
import { otherCalculators } from './other-calculators.ts'
import { quantile, type Scored, sayFitgate, sayOther, score } from './score.ts'

/** `0.4 %`; a dash where a calculator does not say. */
export const percent = (value: number) => (Number.isNaN(value) ? '-' : `${(value * 100).toFixed(1)} %`)

/** Starts that were called impossible, failures that were called possible. */
function wrongVerdicts(rows: readonly Scored[]): [number, number] {
  const refused = rows.filter(({ start, said }) => start.started === true && said.verdict === 'DoesNotFit')
  const admitted = rows.filter(({ start, said }) => start.started === false && said.verdict === 'Fits')
  return [refused.length, admitted.length]
}

function line(name: string, rows: readonly Scored[]): string[] {
  const weights = rows.map((row) => row.weightsError)
  const cache = rows.map((row) => row.kvCacheError)
  const known = cache.filter((error) => error !== undefined)
  const optimistic = known.filter((error) => error > 0.05).length / known.length
  const [refused, admitted] = wrongVerdicts(rows)
  return [
    name,
    `${percent(quantile(weights, 0.5))} / ${percent(quantile(weights, 0.9))}`,
    `${percent(quantile(cache, 0.5))} / ${percent(quantile(cache, 0.9))}`,
    percent(optimistic),
    percent(
      quantile(
        rows.map((row) => row.tokensError),
        0.9,
      ),
    ),
    percent(
      quantile(
        rows.map((row) => row.concurrencyError),
        0.9,
      ),
    ),
    `${refused} / ${admitted}`,
  ]
}

export const comparisonHeader: readonly string[] = [
  '',
  'weights p50 / p90',
  'cache p50 / p90',
  'optimistic',
  'tokens p90',
  'concurrency p90',
  'wrong no / wrong yes',
]

/** A line a calculator, fitgate first, under `comparisonHeader`. */
export function comparison(starts: readonly LoggedStart[]): readonly (readonly string[])[] {
  return [
    line('fitgate', score(starts, sayFitgate)),
    ...Object.entries(otherCalculators).map(([name, calculator]) =>
      line(name, score(starts, sayOther(calculator))),
    ),
  ]
}
