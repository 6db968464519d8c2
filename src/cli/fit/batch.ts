/**
 * Many questions in one CSV file: a header of flag names, a question a line.
 * @module
 */
import { readFile } from 'node:fs/promises'
import { CsvError, parse } from 'csv-parse/sync'
import type { Question } from '../../decide/calculator/question.ts'
import { formatFieldError } from '../../vocabulary/field-error.ts'
import { UsageError } from '../command.ts'
import { flagOfColumn, readQuestion } from './flags.ts'

export interface BatchRow {
  /** Line of the file's questions, from 1. */
  readonly row: number
  readonly question: Question
}

export interface Batch {
  readonly rows: readonly BatchRow[]
  /** Columns that are no flags: results somebody logged, sources. They are carried nowhere. */
  readonly unused: readonly string[]
}

/**
 * Reads a batch file. Column names are the flags' (`max-model-len`, `max_model_len`) or those of collected logs (`gpu`, `tp`,
 * `quant`, `kv_dtype`, `gpu_mem_gib`); empty cells mean "not said".
 *
 * @throws UsageError with every wrong cell
 */
export async function readBatch(file: string, shared: Question): Promise<Batch> {
  const text = await readFile(file === '-' ? '/dev/stdin' : file, 'utf8').catch((error: Error) => {
    throw new UsageError(`cannot read ${file}: ${error.message}`)
  })
  let records: Record<string, string>[]
  try {
    records = parse(text, {
      columns: true,
      bom: true,
      skip_empty_lines: true,
      trim: true,
      comment: '#',
      comment_no_infix: true,
    })
  } catch (error) {
    if (error instanceof CsvError) throw new UsageError(`${file}: ${error.message}`)
    throw error
  }
  const columns = Object.keys(records[0] ?? {})
  const known = columns.flatMap((column) => {
    const flag = flagOfColumn(column)
    return flag === undefined ? [] : [{ column, flag }]
  })
  if (known.length === 0) throw new UsageError(`${file}: no column is a flag of fitgate fit`)
  const wrong: string[] = []
  const rows = records.map((record, index) => {
    const { question, errors } = readQuestion(known.map(({ column, flag }) => [flag, record[column] ?? '']))
    wrong.push(...errors.map((error) => `row ${index + 1}: ${formatFieldError(error)}`))
    return { row: index + 1, question: { ...shared, ...question } }
  })
  if (wrong.length > 0) throw new UsageError(`${file}:\n  ${wrong.join('\n  ')}`)
  return { rows, unused: columns.filter((column) => flagOfColumn(column) === undefined) }
}
