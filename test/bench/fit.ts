/**
 * fitgate's calculator beside the formulas people use today, on the same logged starts.
 *
 *     node test/bench/fit.ts [FILE.csv] [--rows]      (default: the starts of the tests; --rows: every row of ours)
 * @module
 */
import { comparison, comparisonHeader, percent } from '../logs/comparison.ts'
import { readLoggedStarts } from '../logs/logged-starts.ts'
import { sayFitgate, score } from '../logs/score.ts'

const file = process.argv.slice(2).find((word) => !word.startsWith('--'))
const starts = readLoggedStarts(file)
const table = [comparisonHeader, ...comparison(starts)]
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
  for (const { start, said, ...errors } of score(starts, sayFitgate)) {
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
