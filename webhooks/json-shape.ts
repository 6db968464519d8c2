/**
 * Depth of parsed JSON, without recursion: a review may be nested until a recursive walk runs out of stack.
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
