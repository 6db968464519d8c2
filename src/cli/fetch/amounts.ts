/**
 * Amounts on the command line.
 * @module
 */
import { parseQuantity } from '../../vocabulary/quantity.ts'
import { UsageError } from '../command.ts'

/** Bytes, as Kubernetes writes them: `64Mi`, `2Ti`, `500G`. */
export function amountOf(flag: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const bytes = parseQuantity(text)
  if (bytes === undefined || bytes < 0 || !Number.isSafeInteger(Math.ceil(bytes)))
    throw new UsageError(`--${flag} must be an amount of bytes such as 500Gi, not "${text}"`)
  return Math.ceil(bytes)
}

/** A whole number above 0. */
export function countOf(flag: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const count = Number(text)
  if (!Number.isSafeInteger(count) || count < 1)
    throw new UsageError(`--${flag} must be a whole number above 0, not "${text}"`)
  return count
}
