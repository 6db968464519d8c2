/**
 * Bytes of one element of a recurrent state, where the config fixes its format.
 * @module
 */
import { parsePrecision, precisionBits } from '../../vocabulary/precision.ts'
import type { ConfigFields } from './config-fields.ts'

/** `float32` → 4; `undefined` where the field is absent. */
export function elementBytes(fields: ConfigFields, key: string): number | undefined {
  const word = fields.text(key)
  if (word === undefined) return undefined
  const precision = parsePrecision(word.replace(/^torch\./, ''))
  if (precision !== undefined) return precisionBits[precision] / 8
  fields.problem(key, `must be a number format such as float32, is "${word}"`)
  return undefined
}
