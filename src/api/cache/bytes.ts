/**
 * Amounts of storage.
 * @module
 */
import { parseMilli } from '../../vocabulary/quantity.ts'
import type { Quantity } from '../fields/quantity.ts'

/** Whole bytes of a quantity that the schema let pass, rounded up; at most what a number holds exactly. */
export function bytesOf(quantity: Quantity): number {
  const milli = parseMilli(quantity) ?? 0n
  return Math.min(Number((milli + 999n) / 1000n), Number.MAX_SAFE_INTEGER)
}
