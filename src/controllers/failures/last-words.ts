/**
 * The end of a text, where those who fail say why.
 * @module
 */

/** Longest text of a container that is repeated in a status, characters. */
const maxWords = 600

export function tail(text: string): string {
  const trimmed = text.trim()
  return trimmed.length <= maxWords
    ? trimmed
    : `… ${trimmed.slice(-maxWords).replace(/^[\uDC00-\uDFFF]/, '')}`
}
