/**
 * The header of a batch file: which columns are flags, and which are only carried through.
 * @module
 */
import { flagOf, type Question } from '../../decide/calculator/question.ts'
import { type Flag, flagOfColumn, nearestColumn } from './flags.ts'
import { resultColumns } from './result-columns.ts'

export interface Column {
  /** As the file writes it. */
  readonly name: string
  /** Absent for what is carried through: sources, ids, results somebody logged. */
  readonly flag?: Flag
}

/** The columns of a header, and why it makes no question. */
export function columnsOf(
  header: readonly string[],
  shared: Question,
): { readonly columns: readonly Column[]; readonly errors: readonly string[] } {
  const columns = header.map((name) => {
    const flag = flagOfColumn(name)
    return { name, ...(flag === undefined ? {} : { flag }) }
  })
  return { columns, errors: [...withoutModel(columns, shared), ...twice(columns)] }
}

function withoutModel(columns: readonly Column[], { model, config }: Question): string[] {
  if (model !== undefined || config !== undefined) return []
  if (columns.some(({ flag }) => flag?.key === 'model')) return []
  const [only] = columns
  const other = columns.length === 1 && only !== undefined && /[;\t]/.exec(only.name)
  if (other)
    return [`its cells are separated by ${other[0] === ';' ? 'semicolons' : 'tabs'}, fitgate reads commas`]
  const names = columns.map(({ name }) => `"${name}"`).join(', ')
  return [
    `no column is called "model" (there are: ${names}), and ${flagOf.model} is not given`,
    ...mistaken(columns),
  ]
}

function twice(columns: readonly Column[]): string[] {
  return [...Map.groupBy(columns, ({ flag }) => flag)].flatMap(([flag, same]) =>
    flag === undefined || same.length < 2
      ? []
      : [`columns ${same.map(({ name }) => `"${name}"`).join(' and ')} both mean ${flagOf[flag.key]}`],
  )
}

/** Columns that are no flags, but nearly: `max_modle_len`. They are carried through all the same. */
export function mistaken(columns: readonly Column[]): string[] {
  return columns.flatMap(({ name, flag }) => {
    if (flag !== undefined || resultColumns.includes(name.toLowerCase())) return []
    const near = nearestColumn(name)
    return near === undefined ? [] : [`column "${name}" is not a flag; did you mean "${near}"?`]
  })
}
