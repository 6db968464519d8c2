/**
 * The number format a config states for what is not quantised.
 * @module
 */
import { type Precision, parsePrecision } from '../../vocabulary/precision.ts'
import type { ConfigParts } from './decoder.ts'

/** `dtype` or `torch_dtype`, of the document or of its text part; `undefined` where neither is there. */
export function readDtype({ root, text }: ConfigParts): Precision | undefined {
  for (const fields of [root, text]) {
    const key = fields.named('dtype', 'torch_dtype')
    const word = fields.text(key)?.replace(/^torch\./, '')
    if (word === undefined || word === 'auto') continue
    const precision = parsePrecision(word)
    if (precision === undefined) fields.problem(key, `must be a number format such as bfloat16, is "${word}"`)
    return precision
  }
  return undefined
}
