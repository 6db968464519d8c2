/**
 * Depth and equality of parsed JSON, without recursion: a review may be nested until a recursive walk runs out of stack.
 * @module
 */

/** Whether there are more than `levels` objects and lists inside one another. */
export function nestsDeeperThan(root: unknown, levels: number): boolean {
  const values = [root]
  const depths = [1]
  while (values.length > 0) {
    const [value, depth = 1] = [values.pop(), depths.pop()]
    if (typeof value !== 'object' || value === null) continue
    if (depth > levels) return true
    for (const inner of Array.isArray(value) ? value : Object.values(value)) {
      if (typeof inner !== 'object') continue
      values.push(inner)
      depths.push(depth + 1)
    }
  }
  return false
}

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
