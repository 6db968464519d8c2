/**
 * One word of a shell string, expanded into the words the program gets.
 * Source: POSIX.1-2024, Shell Command Language, 2.6; file names, tildes and braces are left as they are.
 * @module
 */
import type { WordPlace } from '../container-command.ts'
import type { CommandWord } from './command-word.ts'
import type { ShellWord } from './shell-lexer.ts'

export interface Surroundings {
  readonly path: string
  readonly place?: Pick<WordPlace, 'list' | 'index'>
  readonly lookUp: (name: string) => string | undefined
  readonly isSet: (name: string) => boolean
  /** `undefined` where nobody can tell. */
  readonly positional: readonly CommandWord[] | undefined
}

interface Field {
  text: string
  unknown?: string
  /** A word that was written elsewhere. */
  from?: CommandWord
}

export function expandWord(word: ShellWord, surroundings: Surroundings): CommandWord[] {
  const spreads = word.parts.some(({ kind }) => kind === 'positional')
  const fields: Field[] = []
  let open: Field | undefined
  const current = (): Field => {
    open ??= fields[fields.push({ text: '' }) - 1]
    return open ?? { text: '' }
  }
  const append = (text: string, quoted: boolean) => {
    if (quoted) {
      current().text += text
      return
    }
    for (const piece of text.split(/([ \t\n]+)/)) {
      if (/^[ \t\n]+$/.test(piece)) open = undefined
      else if (piece !== '') current().text += piece
    }
  }
  for (const part of word.parts) {
    switch (part.kind) {
      case 'text':
        // the quotes around "$@" are no word of their own
        if (part.text !== '' || !spreads) current().text += part.text
        break
      case 'unknown':
        current().unknown = part.what
        break
      case 'positional':
        if (surroundings.positional === undefined) current().unknown = '$@'
        for (const each of surroundings.positional ?? []) {
          fields.push({ text: each.text, from: each, ...(each.unknown ? { unknown: each.unknown } : {}) })
          open = undefined
        }
        break
      case 'variable': {
        const value = valueIn(part, surroundings)
        if (value === undefined) current().unknown = `$${part.name}`
        else append(value, part.quoted)
        if (part.quoted) current()
        break
      }
      default:
        part satisfies never
    }
  }
  const { path, place } = surroundings
  const whole =
    place === undefined || fields.length !== 1
      ? {}
      : { place: { ...place, start: word.start, end: word.end, shell: true } }
  return fields.map(
    ({ text, unknown, from }) =>
      from ?? { text, path, ...whole, ...(unknown === undefined ? {} : { unknown }) },
  )
}

/** `$1` is a word behind the script; an unset variable is empty unless something outside may have set it. */
function valueIn(
  part: { readonly name: string; readonly fallback?: string },
  { lookUp, isSet, positional }: Surroundings,
): string | undefined {
  if (/^\d+$/.test(part.name)) {
    if (positional === undefined) return undefined
    const word = part.name === '0' ? undefined : positional[Number(part.name) - 1]
    return word?.unknown === undefined ? (word?.text ?? part.fallback ?? '') : undefined
  }
  const value = lookUp(part.name)
  if (value !== undefined && value !== '') return value
  if (isSet(part.name) && value === undefined) return undefined
  return part.fallback ?? value
}
