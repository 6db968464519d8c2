/**
 * The row in force at a version, remembered: one decision asks for the same few versions hundreds of times.
 * @module
 */
import { rowInForce } from './version.ts'

/** Versions come from image tags, which anybody may write: so many are remembered and no more. */
const remembered = 64

export function rowFinder<T extends { readonly since: string }>(
  rows: readonly [T, ...T[]],
): (version: string) => T {
  const known = new Map<string, T>()
  return (version) => {
    const row = known.get(version)
    if (row !== undefined) return row
    const found = rowInForce(rows, version)
    if (known.size >= remembered) known.clear()
    known.set(version, found)
    return found
  }
}
