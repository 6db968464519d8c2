/**
 * A text, cut to a length.
 * @module
 */

/**
 * At most `max` UTF-16 units: cut behind a word where there is one in the last quarter, never inside a surrogate pair, with an
 * ellipsis at the end.
 *
 * @example cut('one two three', 9) // 'one two…'
 */
export function cut(text: string, max: number): string {
  if (text.length <= max) return text
  const kept = text.slice(0, max - 1).replace(/[\uD800-\uDBFF]$/, '')
  const blank = kept.lastIndexOf(' ')
  return `${blank >= max * 0.75 ? kept.slice(0, blank) : kept.trimEnd()}…`
}
