/**
 * Text of what somebody wrote where a word was wanted.
 * @module
 */

/**
 * The text of a string, number or boolean; empty for anything else. `String` would call what an object brings along as `toString`,
 * which need not even be a function.
 */
export function scalarText(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? `${value}`
    : ''
}
