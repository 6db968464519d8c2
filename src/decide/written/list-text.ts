/**
 * A list to paste, as YAML.
 * @module
 */
import type { BetterList } from './problem.ts'

/** As one line: `args: ["--seed=1"]`. */
export function listLine({ path, list, also = [] }: BetterList): string {
  const others = also.map((change) => `, ${change.path}: ${change.value}`)
  return `${path.slice(path.lastIndexOf('.') + 1)}: ${JSON.stringify(list)}${others.join('')}`
}

/** An item a line, under the path. */
export function listLines({ path, list, also = [] }: BetterList): string[] {
  return [
    `  ${path}:`,
    ...list.map((item) => `  - ${JSON.stringify(item)}`),
    ...also.map((change) => `  ${change.path}: ${change.value}`),
  ]
}
