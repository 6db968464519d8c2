/**
 * A shell's command string, cut into words and operators the way POSIX shells and bash read it.
 * Source: POSIX.1-2024, Shell Command Language, 2.2 to 2.6.
 * @module
 */

/** A piece of a word. What is not quoted is split at blanks after expansion. */
export type WordPart =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'variable'; readonly name: string; readonly fallback?: string; readonly quoted: boolean }
  /** `$@`, `$*`: all words behind the script. */
  | { readonly kind: 'positional'; readonly quoted: boolean }
  /** The output of a command, or an expansion nobody works out here. */
  | { readonly kind: 'unknown'; readonly what: string }

export interface ShellWord {
  readonly kind: 'word'
  readonly parts: readonly WordPart[]
  readonly start: number
  readonly end: number
  /** Nothing in it was quoted: it may be a keyword or an assignment. */
  readonly plain: boolean
}

export interface ShellOperator {
  readonly kind: 'operator'
  readonly text: string
  readonly start: number
}

export type ShellToken = ShellWord | ShellOperator

/** `error` where the text is no complete command: an open quote, a here-document. */
export interface Lexed {
  readonly tokens: readonly ShellToken[]
  readonly error?: string
}

const operators = /(?:\d*(?:>>|>&|<&|<>|>\||[<>])|&>>?|&&|\|\|?|;;|[;&()\n])/y
const blank = /(?:[ \t\r]|\\\r?\n)+/y
const variable = /\$(?:([A-Za-z_]\w*|[0-9#?$!-])|\{([A-Za-z_]\w*)(?:(:?[-=])([^{}$`]*))?\})/y
const ansi: Readonly<Record<string, string>> = { n: '\n', t: '\t', '\\': '\\', "'": "'", '"': '"' }

export function lex(text: string): Lexed {
  const tokens: ShellToken[] = []
  let at = 0
  while (at < text.length) {
    const skipped = matchAt(blank, text, at)
    if (skipped !== undefined) {
      at += skipped[0].length
      continue
    }
    if (text[at] === '#') {
      const end = text.indexOf('\n', at)
      at = end === -1 ? text.length : end
      continue
    }
    if (text.startsWith('<<', at)) return { tokens, error: 'reads a document that is written into it (<<)' }
    const operator = matchAt(operators, text, at)
    if (operator !== undefined) {
      tokens.push({ kind: 'operator', text: operator[0].replace(/^\d+/, ''), start: at })
      at += operator[0].length
      continue
    }
    const word = wordAt(text, at)
    if (word === undefined) return { tokens, error: 'has a quote that is not closed' }
    tokens.push(word)
    at = word.end
  }
  return { tokens }
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | undefined {
  pattern.lastIndex = at
  return pattern.exec(text) ?? undefined
}

/** A word that grows piece by piece. */
class Word {
  readonly parts: WordPart[] = []
  private pending = ''
  private hasText = false

  text(piece: string): void {
    this.pending += piece
    this.hasText = true
  }

  part(part: WordPart): void {
    this.flush()
    this.parts.push(part)
  }

  flush(): void {
    if (this.hasText) this.parts.push({ kind: 'text', text: this.pending })
    this.pending = ''
    this.hasText = false
  }
}

const wordEnd = /[ \t\r\n;&|()<>]/

function wordAt(text: string, start: number): ShellWord | undefined {
  const word = new Word()
  let at = start
  let plain = true
  while (at < text.length) {
    const char = text[at] ?? ''
    if (wordEnd.test(char)) break
    if (char === '\\') {
      const next = text[at + 1]
      if (next === '\n') at += 2
      else {
        word.text(next ?? '\\')
        plain = false
        at += 2
      }
    } else if (char === "'" || char === '"' || (char === '$' && text[at + 1] === "'")) {
      const end = quotedAt(text, at, word)
      if (end === undefined) return undefined
      plain = false
      at = end
    } else if (char === '$' || char === '`') {
      const end = expansionAt(text, at, word, false)
      if (end === undefined) return undefined
      at = end
    } else {
      word.text(char)
      at++
    }
  }
  word.flush()
  return { kind: 'word', parts: word.parts, start, end: Math.min(at, text.length), plain }
}

/** A quoted piece; the position behind it, `undefined` when it does not end. */
function quotedAt(text: string, start: number, word: Word): number | undefined {
  if (text[start] === "'") {
    const end = text.indexOf("'", start + 1)
    if (end === -1) return undefined
    word.text(text.slice(start + 1, end))
    return end + 1
  }
  const isAnsi = text[start] === '$'
  let at = start + (isAnsi ? 2 : 1)
  word.text('')
  while (at < text.length) {
    const char = text[at] ?? ''
    if (char === (isAnsi ? "'" : '"')) return at + 1
    if (char === '\\') {
      const next = text[at + 1] ?? ''
      if (isAnsi) word.text(ansi[next] ?? char + next)
      else if (next !== '\n') word.text(/[$`"\\]/.test(next) ? next : char + next)
      at += 2
    } else if (!isAnsi && (char === '$' || char === '`')) {
      const end = expansionAt(text, at, word, true)
      if (end === undefined) return undefined
      at = end
    } else {
      word.text(char)
      at++
    }
  }
  return undefined
}

/** `$NAME`, `${NAME:-text}`, `$@`, `$(…)`, `` `…` ``; the position behind it. */
function expansionAt(text: string, at: number, word: Word, quoted: boolean): number | undefined {
  if (/^\$(?:[@*]|\{[@*]\})/.test(text.slice(at, at + 4))) {
    word.part({ kind: 'positional', quoted })
    return at + (text[at + 1] === '{' ? 4 : 2)
  }
  const named = matchAt(variable, text, at)
  if (named !== undefined) {
    const [all, short, long, , fallback] = named
    const name = short ?? long ?? ''
    if (/^[A-Za-z_0-9]/.test(name))
      word.part({
        kind: 'variable',
        name,
        ...(fallback === undefined ? {} : { fallback: fallback.replace(/^(["'])(.*)\1$/s, '$2') }),
        quoted,
      })
    else word.part({ kind: 'unknown', what: all })
    return at + all.length
  }
  const open = text[at] === '`' ? '`' : text.slice(at + 1, at + 2)
  if (open !== '`' && open !== '(' && open !== '{') {
    word.text('$')
    return at + 1
  }
  const end = open === '`' ? text.indexOf('`', at + 1) + 1 : closing(text, at + 1, open)
  if (end <= 0) return undefined
  word.part({ kind: 'unknown', what: text.slice(at, end) })
  return end
}

/** Behind the bracket that closes the one at `start`, quotes inside passed over; 0 where none does. */
function closing(text: string, start: number, open: '(' | '{'): number {
  const close = open === '(' ? ')' : '}'
  let depth = 0
  let quote = ''
  for (let at = start; at < text.length; at++) {
    const char = text[at] ?? ''
    if (char === '\\') at++
    else if (quote !== '') quote = char === quote ? '' : quote
    else if (char === "'" || char === '"') quote = char
    else if (char === open) depth++
    else if (char === close && --depth === 0) return at + 1
  }
  return 0
}
