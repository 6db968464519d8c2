/**
 * The calculator's answer on a screen.
 * @module
 */
import type { Answer, PerGPU } from '../../decide/calculator/answer.ts'
import { memoryBar, memoryWords } from '../../decide/explain/memory-bar.ts'
import type { Paint } from '../../decide/explain/plan.ts'
import { table, times, wrap } from '../../decide/explain/words.ts'
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
  const title = `${answer.model}${answer.format === undefined ? '' : ` ${answer.format}`} on ${answer.gpus} x ${answer.accelerator}, ${answer.engine}`
  const lines = [`${paint.bold(title)}   ${paintVerdict(answer.verdict, paint)}`, '']
  for (const note of answer.notes) lines.push(...indented(note))
  if (answer.notes.length > 0) lines.push('')
  if (perGpu !== undefined) lines.push(...memoryLines(answer, perGpu, paint), '')
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

/** Many answers as one table. */
export function batchText(answers: readonly (Answer & { readonly row: number })[], paint: Paint): string {
  const gib = (value: number | undefined) => (value === undefined ? '-' : formatGiB(value))
  const rows = answers.map((answer) => [
    String(answer.row),
    clip(`${answer.model} ${answer.format ?? ''}`.trim(), 38),
    clip(`${answer.gpus} x ${answer.accelerator}`, 14),
    gib(answer.perGpu?.weightsGiB).padStart(7),
    gib(answer.perGpu?.kvCacheGiB).padStart(7),
    (answer.kvCacheTokens === undefined ? '-' : formatCount(answer.kvCacheTokens)).padStart(10),
    answer.verdict,
  ])
  const header = ['', 'model', 'gpus', 'weights', '  cache', '    tokens', 'verdict']
  const counts = new Map<Verdict, number>()
  for (const { verdict } of answers) counts.set(verdict, (counts.get(verdict) ?? 0) + 1)
  const summary = [...counts].map(([verdict, count]) => `${count} ${verdict}`).join(', ')
  const [first = '', ...rest] = table([header, ...rows], '')
  return `${paint.dim(first)}\n${rest.join('\n')}\n\n${answers.length} rows: ${summary}\n`
}

function clip(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, width - 1)}…`
}
