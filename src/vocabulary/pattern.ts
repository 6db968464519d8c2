/**
 * Names with `*` for any text, as configuration writes them.
 * @module
 */

const made = new Map<string, RegExp>()

/** Letters count in any case, as hubs and registries have it. */
export function matches(pattern: string, text: string): boolean {
  let expression = made.get(pattern)
  if (expression === undefined) {
    // lazy stars in a row would take exponential time
    const parts = pattern.split(/\*+/).map((part) => part.replaceAll(/[\\^$.|?+()[\]{}]/g, '\\$&'))
    expression = new RegExp(`^${parts.join('[^]*')}$`, 'i')
    if (made.size < 1000) made.set(pattern, expression)
  }
  return expression.test(text)
}

export function matchesAny(patterns: readonly string[], text: string): boolean {
  return patterns.some((pattern) => matches(pattern, text))
}
