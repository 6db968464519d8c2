/**
 * Options that several recipe commands share.
 * @module
 */
import { wordOf } from '../word-option.ts'

export const outputOption = { output: { type: 'string', short: 'o', default: 'text' } } as const

/** @throws UsageError for anything but `text` and `json` */
export function readOutput(written: string): 'text' | 'json' {
  return wordOf('output', written, ['text', 'json'])
}
