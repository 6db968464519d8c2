/**
 * Where an argument stands in a row.
 * @module
 */
import { tokenize } from '../../engines/argument-tokens.ts'
import { lookUp } from '../../engines/look-up.ts'
import type { Engine } from '../../engines/settings.ts'

/** `spec.configurations[0].args[3]`: the last that is read as `name`, as the last counts; the list where there is none. */
export function argumentAt(engine: Engine, args: readonly string[], name: string, row: string): string {
  const token = tokenize(args).findLast(
    ({ flag }) => flag !== undefined && lookUp(engine, flag).argument?.name === name,
  )
  return token === undefined ? `${row}.args` : `${row}.args[${token.index}]`
}
