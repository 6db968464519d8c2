/**
 * Argument lists as people write them, cut into names and values. One item may be a name (`--flag`), a value, both
 * (`--flag=value`, `--flag value`, `--flag: value`), or several of them.
 * @module
 */

export interface ArgumentToken {
  /** Index of the item it stands in. */
  readonly index: number
  /** As written, dashes included; absent for a value that stands alone. */
  readonly flag?: string
  /** Absent for a name without a value in the same item. */
  readonly value?: string
}

const name = /^(--?[A-Za-z][\w.+-]*)(\s*[=:]\s*|\s+|$)/

/** Strips one pair of quotes that a shell would have taken off. */
function unquote(text: string): string {
  const match = /^(["'])([\s\S]*)\1$/.exec(text)
  return match?.[2] ?? text
}

function tokensOf(text: string, index: number): ArgumentToken[] {
  const match = name.exec(text)
  const flag = match?.[1]
  if (match === null || flag === undefined) return [{ index, value: text }]
  const rest = text.slice(match[0].length).trim()
  const assigned = /[=:]/.test(match[2] ?? '')
  // `--flag=` is an empty value, `--flag:` only the name
  if (rest === '') return [match[2]?.includes('=') ? { index, flag, value: '' } : { index, flag }]
  // a JSON value, or a quoted one, is one value whatever blanks it has
  if (/^[[{"']/.test(rest)) return [{ index, flag, value: unquote(rest) }]
  const [first = '', ...more] = rest.split(/\s+/)
  const others = more.length === 0 ? [] : wordsOf(more, index)
  if (!assigned && name.test(first)) return [{ index, flag }, ...wordsOf([first, ...more], index)]
  return [{ index, flag, value: first }, ...others]
}

function wordsOf(words: readonly string[], index: number): ArgumentToken[] {
  const next = words.findIndex((word) => name.test(word))
  const values = next === -1 ? words : words.slice(0, next)
  const flags = next === -1 ? [] : tokensOf(words.slice(next).join(' '), index)
  return [...values.map((value) => ({ index, value })), ...flags]
}

/** All names and values, in order. */
export function tokenize(args: readonly string[]): ArgumentToken[] {
  return args.flatMap((item, index) => tokensOf(item.trim(), index))
}
