/**
 * Options whose value is one of a few words.
 * @module
 */
import { notAllowed } from '../vocabulary/field-error.ts'
import { UsageError } from './command.ts'

/** @throws UsageError with the allowed words and a near miss */
export function wordOf<Word extends string>(flag: string, written: string, allowed: readonly Word[]): Word {
  const found = allowed.find((word) => word === written)
  if (found !== undefined) return found
  const { message, fix } = notAllowed('', flag, written, allowed)
  throw new UsageError(fix === undefined ? message : `${message}; ${fix}`)
}
