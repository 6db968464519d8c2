/**
 * A list to paste, as YAML.
 * @module
 */
import type { BetterList } from './problem.ts'

/** As one line: `args: ["--seed=1"]`. */
export function listLine({ path, list }: BetterList): string {
  return `${path.slice(path.lastIndexOf('.') + 1)}: ${JSON.stringify(list)}`
}

/** An item a line, under the path. */
export function listLines({ path, list }: BetterList): string[] {
  return [`  ${path}:`, ...list.map((item) => `  - ${JSON.stringify(item)}`)]
}
