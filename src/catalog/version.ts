/**
 * Engine versions compared: `0.9.2` < `0.11.0` < `0.11.0.post1`.
 * @module
 */

const zero = 48
const nine = 57

/**
 * Numbers of a version, `v` in front and local parts (`+rocm700`) dropped; empty when there are none.
 * One pass without patterns: a decision compares versions hundreds of times.
 */
function numbers(version: string): number[] {
  const found: number[] = []
  let inside = false
  for (let i = 0; i < version.length; i++) {
    const code = version.charCodeAt(i)
    if (code >= zero && code <= nine) {
      const before = inside ? (found.pop() ?? 0) : 0
      found.push(before * 10 + code - zero)
      inside = true
    } else {
      if (version[i] === '+' || version[i] === '-') break
      inside = false
    }
  }
  return found
}

/** Negative when `a` is older, 0 when equal. A release candidate counts as later than its release: it has what the release has. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [numbers(a), numbers(b)]
  for (let i = 0; i < Math.max(left.length, right.length); i++) {
    const difference = (left[i] ?? 0) - (right[i] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}

/**
 * The row in force at a version: the newest that is not newer. A version older than every row takes the oldest, one without
 * numbers (`nightly`, `latest`) the newest. `rows` must be in ascending order and not empty.
 */
export function rowInForce<T extends { readonly since: string }>(
  rows: readonly [T, ...T[]],
  version: string,
): T {
  const named = numbers(version).length > 0
  return (named ? rows.findLast((row) => compareVersions(row.since, version) <= 0) : rows.at(-1)) ?? rows[0]
}
