/**
 * Answers to a batch, written as they are computed: CSV and JSON row by row, text when the widths of the table are known.
 * @module
 */

import type { Paint } from '../../decide/explain/plan.ts'
import type { Verdict } from '../../vocabulary/reasons.ts'
import type { Output } from '../command.ts'
import type { Batch } from './batch.ts'
import { csvLine } from './csv.ts'
import { type Result, resultCells, resultColumns } from './result-columns.ts'
import { batchCells, batchText } from './text.ts'

export const formats = ['text', 'json', 'csv'] as const
export type Format = (typeof formats)[number]

/** A row of a batch with what became of it. */
export interface BatchResult extends Result {
  readonly row: number
  readonly cells: readonly string[]
}

/** Takes results one by one; `end` writes what is left. */
interface Writer {
  readonly row: (result: BatchResult) => void
  readonly end: () => void
}

/** A writer of a format onto an output. */
export function batchWriter(format: Format, { columns }: Batch, output: Output, paint: Paint): Writer {
  switch (format) {
    case 'csv':
      return csvWriter(columns, output)
    case 'json':
      return jsonWriter(columns, output)
    case 'text':
      return textWriter(output, paint)
    default:
      return format satisfies never
  }
}

/** A column of the file that is called like a result, a log's own figure, is told apart by `given_`. */
function csvWriter(columns: Batch['columns'], output: Output): Writer {
  const carried = columns.map(({ name }) =>
    resultColumns.includes(name.toLowerCase()) ? `given_${name}` : name,
  )
  output.write(csvLine([...carried, ...resultColumns]))
  return {
    row: ({ cells, ...result }) => {
      const own = columns.map((_, i) => cells[i] ?? '')
      output.write(csvLine([...own, ...resultCells(result)]))
    },
    end: () => undefined,
  }
}

function jsonWriter(columns: Batch['columns'], output: Output): Writer {
  let before = '['
  return {
    row: ({ row, cells, answer, error }) => {
      const given = columns.flatMap(({ name, flag }, i) =>
        flag === undefined && cells[i] ? [[name, cells[i]] as const] : [],
      )
      const object = {
        row,
        ...(given.length === 0 ? {} : { given: Object.fromEntries(given) }),
        ...(answer ?? { error }),
      }
      output.write(`${before}\n${JSON.stringify(object, null, 2).replaceAll(/^/gm, '  ')}`)
      before = ','
    },
    end: () => output.write(before === '[' ? '[]\n' : '\n]\n'),
  }
}

function textWriter(output: Output, paint: Paint): Writer {
  const rows: (readonly string[])[] = []
  const counts = new Map<Verdict, number>()
  return {
    row: ({ row, answer }) => {
      if (answer === undefined) return
      rows.push(batchCells(row, answer))
      counts.set(answer.verdict, (counts.get(answer.verdict) ?? 0) + 1)
    },
    end: () => output.write(batchText(rows, counts, paint)),
  }
}
