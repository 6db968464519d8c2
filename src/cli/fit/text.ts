/**
 * The calculator's answer on a screen.
 * @module
 */
import { type Answer, isWhole, type PerGPU } from '../../decide/calculator/answer.ts'
import { memoryBar, memoryWords } from '../../decide/explain/memory-bar.ts'
import type { Paint } from '../../decide/explain/plan.ts'
import { gpus, table, times, wrap } from '../../decide/explain/words.ts'
import { cut } from '../../vocabulary/cut.ts'
import { formatCount, formatGiB } from '../../vocabulary/quantity.ts'
import type { Verdict } from '../../vocabulary/reasons.ts'

const verdictWords: Readonly<Record<Verdict, string>> = {
  Fits: 'FITS',
  Marginal: 'FITS ONLY JUST',
  DoesNotFit: 'DOES NOT FIT',
  Unknown: 'NOT CHECKED',
}

function paintVerdict(verdict: Verdict, paint: Paint): string {
  const by = { Fits: paint.good, Marginal: paint.warn, DoesNotFit: paint.bad, Unknown: paint.warn }
  return by[verdict](verdictWords[verdict])
}

/** One answer, at most 100 columns. */
export function answerText(answer: Answer, paint: Paint): string {
  const { perGpu } = answer
  const title = `${answer.model}${answer.format === undefined ? '' : ` ${answer.format}`} on ${where(answer)}, ${answer.engine}`
  const lines = [`${paint.bold(title)}   ${paintVerdict(answer.verdict, paint)}`, '']
  for (const note of answer.notes) lines.push(...indented(note))
  if (answer.notes.length > 0) lines.push('')
  if (isWhole(perGpu)) lines.push(...memoryLines(answer, perGpu, paint), '')
  else if (perGpu !== undefined) lines.push(`  Weights  ${formatGiB(perGpu.weightsGiB)} GiB a GPU`, '')
  for (const { field, message } of answer.reasons)
    lines.push(...indented(field ? `${field}: ${message}` : message))
  if (answer.reasons.length > 0) lines.push('')
  if (answer.alternatives.length > 0) {
    lines.push(
      answer.verdict === 'DoesNotFit' ? '  Nearest that fit' : '  What would change it',
      ...table(
        answer.alternatives.map((alternative) => [
          alternative.changes.map(({ flag, value }) => `${flag} ${value}`.trim()).join(' '),
          alternative.verdict === 'Marginal' ? 'fits only just' : 'fits',
          `${formatGiB(alternative.kvCacheGiB)} GiB of KV cache`,
          `${times(alternative.maxConcurrency)} requests of ${formatCount(alternative.maxModelLen)}`,
        ]),
        '    ',
      ),
      '',
    )
  }
  return `${lines.join('\n').trimEnd()}\n`
}

function where({ gpus: count, accelerator, perGpu }: Answer): string {
  const isUnnamed = perGpu !== undefined && !isWhole(perGpu)
  return isUnnamed ? gpus(count) : `${count} x ${accelerator}`
}

const indented = (text: string) => wrap(text, 96, '  ').map((line) => `  ${line}`)

function memoryLines(answer: Answer, perGpu: PerGPU, paint: Paint): string[] {
  const rows = [
    ['Memory', `${formatGiB(perGpu.totalGiB)} GiB a GPU, ${formatGiB(perGpu.budgetGiB)} GiB for the engine`],
    ['', paint.good(memoryBar(perGpu))],
    ['', memoryWords(perGpu)],
  ]
  if (answer.maxConcurrency !== undefined && perGpu.kvCacheGiB > 0) {
    rows.push([
      'Serves',
      `${formatCount(answer.kvCacheTokens ?? 0)} tokens of KV cache: ${times(answer.maxConcurrency)} requests of ${formatCount(answer.maxModelLen ?? 0)} tokens at once`,
    ])
  }
  if (answer.largestMaxModelLen !== undefined && answer.largestMaxModelLen > 0)
    rows.push(['Longest', `${formatCount(answer.largestMaxModelLen)} tokens in one request`])
  return table(rows)
}

/** A row of a batch's table. */
export function batchCells(row: number, answer: Answer): readonly string[] {
  const { perGpu, kvCacheTokens } = answer
  const gib = (value: number | undefined) => (value === undefined ? '-' : formatGiB(value)).padStart(7)
  return [
    String(row),
    cut(`${answer.model} ${answer.format ?? ''}`.trim(), 38),
    cut(`${answer.gpus} x ${answer.accelerator}`, 16),
    gib(perGpu?.weightsGiB),
    gib(isWhole(perGpu) ? perGpu.kvCacheGiB : undefined),
    (kvCacheTokens === undefined ? '-' : formatCount(kvCacheTokens)).padStart(10),
    answer.verdict,
  ]
}

const batchHeader = ['', 'model', 'gpus', 'weights', '  cache', '    tokens', 'verdict']

/** Many answers as one table, and how many there are of each verdict. */
export function batchText(
  rows: readonly (readonly string[])[],
  counts: ReadonlyMap<Verdict, number>,
  paint: Paint,
): string {
  const summary = [...counts].map(([verdict, count]) => `${count} ${verdict}`).join(', ')
  const [first = '', ...rest] = table([batchHeader, ...rows], '')
  const said = `${rows.length} ${rows.length === 1 ? 'row' : 'rows'}${summary === '' ? '' : `: ${summary}`}`
  return `${[paint.dim(first), ...rest, '', said].join('\n')}\n`
}
