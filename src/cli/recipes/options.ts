/**
 * Options that several recipe commands share.
 * @module
 */
import { nearest } from '../../vocabulary/field-error.ts'
import { UsageError } from '../command.ts'

export const outputOption = { output: { type: 'string', short: 'o', default: 'text' } } as const

/** `text` or `json`; throws `UsageError` for anything else. */
export function readOutput(written: string): 'text' | 'json' {
  if (written === 'text' || written === 'json') return written
  const near = nearest(written, ['text', 'json'])
  throw new UsageError(
    `unknown output "${written}" (allowed: text, json)${near === undefined ? '' : `; did you mean "${near}"?`}`,
  )
}
