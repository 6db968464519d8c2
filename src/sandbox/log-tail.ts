/**
 * The end of a log file, to be shown when its writer failed.
 * @module
 */
import { readFileSync } from 'node:fs'

/** The last `count` lines, indented, or a remark that there are none. */
export function logTail(file: string, count = 12): string {
  let lines: string[] = []
  try {
    lines = readFileSync(file, 'utf8').trimEnd().split('\n').slice(-count)
  } catch {
    // there is no log when the process did not even start
  }
  return lines.join('') === '' ? '  (it wrote nothing)' : lines.map((line) => `  ${line}`).join('\n')
}
