/**
 * Equality of parsed JSON, without recursion: what is sent may be nested until a recursive walk runs out of stack.
 * @module
 */

/** Equal as JSON, whatever the order of keys. */
export function sameJson(a: unknown, b: unknown): boolean {
  const stack = [a, b]
  while (stack.length > 0) {
    const [left, right] = [stack.pop(), stack.pop()]
    if (left === right) continue
    if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) return false
    if (Array.isArray(left) !== Array.isArray(right)) return false
    const [fields, others] = [Object.keys(left), Object.keys(right)]
    if (fields.length !== others.length) return false
    for (const key of fields) {
      if (!Object.hasOwn(right, key)) return false
      stack.push(Reflect.get(left, key), Reflect.get(right, key))
    }
  }
  return true
}
