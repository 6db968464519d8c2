/**
 * A piece of a file, as editors and code reviews count it: lines and columns from 1, columns in UTF-16 units, the end column just behind.
 * @module
 */

export interface Region {
  readonly startLine: number
  readonly startColumn: number
  readonly endLine: number
  readonly endColumn: number
}
