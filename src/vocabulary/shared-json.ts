/**
 * Parsed JSON that says mostly what an earlier text said: what did not change is the earlier value itself, so that whatever was worked
 * out from it is found again.
 * @module
 */

/** What is nested deeper is taken as it comes: recursion ends, whatever somebody wrote. */
const deepest = 32

/** `next`, with every part that is as it was in `before` taken from there: `before` itself where all of it is. Neither is changed. */
export function sharedJson<T>(next: T, before: unknown, depth = 0): T {
  if (next === before || depth > deepest) return next
  if (!isContainer(next) || !isContainer(before) || Array.isArray(next) !== Array.isArray(before)) return next
  const keys = Object.keys(next)
  const values = keys.map((key) =>
    Object.hasOwn(before, key) ? sharedJson(next[key], before[key], depth + 1) : next[key],
  )
  const isSame =
    keys.length === Object.keys(before).length &&
    keys.every((key, i) => Object.hasOwn(before, key) && values[i] === before[key])
  if (isSame) return before as T
  return (Array.isArray(next) ? values : Object.fromEntries(keys.map((key, i) => [key, values[i]]))) as T
}

function isContainer(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
