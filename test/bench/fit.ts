/**
 * fitgate's calculator beside the formulas people use today, on the same logged starts.
 *
 *     node test/bench/fit.ts [FILE.csv] [--rows]      (default: the starts of the tests; --rows: every row of ours)
 * @module
 */
import { readLoggedStarts } from '../logs/logged-starts.ts'
import { otherCalculators } from '../logs/other-calculators.ts'
import { quantile, type Scored, sayFitgate, sayOther, score } from '../logs/score.ts'

const file = process.argv.slice(2).find((word) => !word.startsWith('--'))
const starts = readLoggedStarts(file)
const percent = (value: number) => (Number.isNaN(value) ? '-' : `${(value * 100).toFixed(1)} %`)

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

const ours = score(starts, sayFitgate)
const table = [
  [
    '',
    'weights p50 / p90',
    'cache p50 / p90',
    'optimistic',
    'tokens p90',
    'concurrency p90',
    'wrong no / wrong yes',
  ],
  line('fitgate', ours),
  ...Object.entries(otherCalculators).map(([name, calculator]) =>
    line(name, score(starts, sayOther(calculator))),
  ),
]
const widths = (table[0] ?? []).map((_, i) => Math.max(...table.map((row) => row[i]?.length ?? 0)))
for (const row of table)
  console.log(
    row
      .map((cell, i) => cell.padEnd(widths[i] ?? 0))
      .join('   ')
      .trimEnd(),
  )
console.log(
  '\ncache: share of the device memory; optimistic: rows more than 5 % too high; tokens and concurrency: from the logged cache memory',
)

if (process.argv.includes('--rows')) {
  for (const { start, said, ...errors } of ours) {
    const figures = Object.entries(errors).flatMap(([name, value]) =>
      name.endsWith('Error') ? [`${name.replace('Error', '')} ${percent(Number(value))}`] : [],
    )
    const started = start.started === undefined ? '?' : start.started ? 'yes' : 'no'
    const { tensorParallel = 1, accelerator = '', engine = '' } = start.question
    console.log(
      `${String(start.row).padStart(3)} ${start.model.slice(0, 40).padEnd(40)} ${accelerator.padEnd(12)} tp${tensorParallel} ${engine.padEnd(12)} ${started.padEnd(3)} ${said.verdict.padEnd(10)} ${figures.join(', ')}`,
    )
  }
}
