/**
 * Many questions in one CSV file: a header of flag names, a question a line. Read as a stream, so a file may be of any size.
 * @module
 */
import { CsvError, parse } from 'csv-parse'
import type { Question } from '../../decide/calculator/question.ts'
import type { FieldError } from '../../vocabulary/field-error.ts'
import { UsageError } from '../command.ts'
import { cannotRead, openText } from '../read-text.ts'
import { type Column, columnsOf } from './columns.ts'
import { readQuestion } from './flags.ts'

export interface BatchRow {
  /** Line of the file's questions, from 1. */
  readonly row: number
  /** Cells as they are written, by column. */
  readonly cells: readonly string[]
  /** The row's own flags over those of the command line. */
  readonly question: Question
  /** Cells that cannot be read; then there is nothing to compute. */
  readonly errors: readonly FieldError[]
}

export interface Batch {
  readonly columns: readonly Column[]
  readonly rows: AsyncIterable<BatchRow>
}

/** Cells that say "not given", as tables and data frames write it. */
const blank = /^(-|n\/a|nan|null)?$/i

/**
 * Opens a batch file (`-` is standard input). A row that cannot be read is told apart, and the others go on.
 *
 * @throws UsageError for a file that cannot be read, and for a header that makes no question
 */
export async function openBatch(file: string, shared: Question): Promise<Batch> {
  const lines = readLines(file)
  const first = await lines.next()
  if (first.done || first.value.error !== undefined)
    throw new UsageError(`${file}: ${first.done ? 'there is no header in it' : first.value.error}`)
  const { columns, errors } = columnsOf(first.value.cells, shared)
  if (errors.length > 0) throw new UsageError(errors.map((error) => `${file}: ${error}`).join('\n  '))
  return { columns, rows: rowsOf(lines, columns, shared) }
}

async function* rowsOf(
  lines: AsyncIterable<Line>,
  columns: readonly Column[],
  shared: Question,
): AsyncGenerator<BatchRow> {
  let row = 0
  for await (const { cells, error } of lines) {
    row += 1
    const { question, errors } = readQuestion(
      columns.flatMap(({ flag }, i) => {
        const cell = cells[i]?.trim() ?? ''
        return flag === undefined || blank.test(cell) ? [] : [[flag, cell] as const]
      }),
    )
    const ofLine = error ?? tooMany(cells, columns)
    yield {
      row,
      cells,
      question: withDevice({ ...shared, ...question }, columns),
      errors: [...(ofLine === undefined ? [] : [{ path: '', message: ofLine }]), ...errors],
    }
  }
}

/** Logs of weights alone name no device; where there is a column for it, its blank cells say so. */
function withDevice(question: Question, columns: readonly Column[]): Question {
  const hasColumn = columns.some(({ flag }) => flag?.key === 'accelerator' || flag?.key === 'gpuMemoryGiB')
  const isSaid = question.accelerator !== undefined || question.gpuMemoryGiB !== undefined
  return isSaid || !hasColumn ? question : { ...question, accelerator: 'unspecified' }
}

function tooMany(cells: readonly string[], columns: readonly Column[]): string | undefined {
  return cells.slice(columns.length).some((cell) => cell.trim() !== '')
    ? `${cells.length} cells under ${columns.length} columns; a cell with a comma needs quotes`
    : undefined
}

interface Line {
  readonly cells: readonly string[]
  readonly error?: string
}

/** Lines as cells, without blank ones and comments; a quote that is never closed is an error of the last. */
async function* readLines(file: string): AsyncGenerator<Line> {
  const source = openText(file)
  const parser = source.pipe(
    parse({
      bom: true,
      comment: '#',
      comment_no_infix: true,
      record_delimiter: ['\r\n', '\n', '\r'],
      relax_column_count: true,
      skip_empty_lines: true,
      skip_records_with_empty_values: true,
      trim: true,
    }),
  )
  source.on('error', (error) => parser.destroy(error))
  try {
    for await (const cells of parser) yield { cells: cells as string[] }
  } catch (error) {
    if (!(error instanceof CsvError)) throw cannotRead(file, error)
    yield { cells: [], error: error.message }
  }
}
