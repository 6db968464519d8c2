/**
 * The difference between two JSON values as a merge patch (RFC 7386): what is gone becomes null.
 * @module
 */

/** The patch that makes `from` be `to`, or `undefined` when they are equal. Lists are replaced whole. */
export function mergePatch(from: unknown, to: unknown): unknown {
  if (!isMap(from) || !isMap(to)) return equal(from, to) ? undefined : to
  const patch: Record<string, unknown> = {}
  for (const name of new Set([...Object.keys(from), ...Object.keys(to)])) {
    if (to[name] === undefined) {
      if (from[name] !== undefined) patch[name] = null
      continue
    }
    const change = mergePatch(from[name], to[name])
    if (change !== undefined) patch[name] = change
  }
  return Object.keys(patch).length === 0 ? undefined : patch
}

function equal(one: unknown, other: unknown): boolean {
  if (Array.isArray(one) && Array.isArray(other))
    return one.length === other.length && one.every((value, index) => equal(value, other[index]))
  if (isMap(one) && isMap(other)) return mergePatch(one, other) === undefined
  return one === other
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return value !== null && typeof value === 'object' && !Array.isArray(value)
}
