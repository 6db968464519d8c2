/**
 * Depth of parsed JSON, without unbounded recursion: a review may be nested until a recursive walk runs out of stack.
 * @module
 */

/** Whether there are more than `levels` objects and lists inside one another. Goes no deeper than that, so it may recurse. */
export function nestsDeeperThan(root: unknown, levels: number): boolean {
  if (typeof root !== 'object' || root === null) return false
  if (levels <= 0) return true
  if (Array.isArray(root)) return root.some((item) => nestsDeeperThan(item, levels - 1))
  for (const key of Object.keys(root)) if (nestsDeeperThan(Reflect.get(root, key), levels - 1)) return true
  return false
}
