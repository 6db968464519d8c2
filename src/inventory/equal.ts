/**
 * Equality of plain data, so that a heartbeat is told from a change without writing both down as text.
 * @module
 */

/** Whether two values of plain objects, arrays and primitives say the same; an absent field equals an undefined one. */
export function equalData(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  if (Array.isArray(a) !== Array.isArray(b)) return false
  const [x, y] = [a as Record<string, unknown>, b as Record<string, unknown>]
  for (const key of Object.keys(x)) if (!equalData(x[key], y[key])) return false
  for (const key of Object.keys(y)) if (!(key in x) && y[key] !== undefined) return false
  return true
}
