/**
 * The simple commands of a shell string, with the variables each would see. Nothing is run: what depends on a command's output, or
 * on which branch is taken, is marked as unknown.
 * @module
 */
import type { PlacedVariable, WordPlace } from '../container-command.ts'
import type { CommandWord } from './command-word.ts'
import { expandWord, type Surroundings } from './shell-expansion.ts'
import { lex, type ShellToken, type ShellWord } from './shell-lexer.ts'
import { longestText, type Variables } from './variables.ts'

export interface ShellScript {
  readonly text: string
  readonly path: string
  /** Absent where the text is not written in the container as it is. */
  readonly place?: Pick<WordPlace, 'list' | 'index'>
  /** The process's environment. */
  readonly variables: Variables
  /** `$1` and what follows. */
  readonly positional: readonly CommandWord[]
}

export interface SimpleCommand {
  readonly words: readonly CommandWord[]
  /** What the shell exports, and what stands in front of the command. */
  readonly env: readonly PlacedVariable[]
}

export interface ShellReading {
  readonly commands: readonly SimpleCommand[]
  /** Why the text is no command that can be read. */
  readonly error?: string
}

/** Words after which a command begins. */
const leads = new Set(['if', 'then', 'elif', 'else', 'while', 'until', 'do', '{', '!', 'time'])
const opens = new Set(['if', 'for', 'while', 'until', 'case', 'select'])
const closes = new Set(['fi', 'done', 'esac'])
const exporters = new Set(['export', 'declare', 'typeset', 'readonly', 'local'])
const assignment = /^([A-Za-z_]\w*)(\+?)=/

export function readShell(script: ShellScript): ShellReading {
  const { tokens, error } = lex(script.text)
  if (error !== undefined) return { commands: [], error }
  const shell = new Shell(script, definesFunctions(tokens))
  for (const command of splitCommands(tokens)) shell.run(command)
  return { commands: shell.commands }
}

/** `run() {` or `function run {`: what `$1` is in there is up to whoever calls it. */
function definesFunctions(tokens: readonly ShellToken[]): boolean {
  return tokens.some((token, i) => {
    if (token.kind === 'word')
      return token.plain && token.parts.some((part) => part.kind === 'text' && part.text === 'function')
    const [before, after] = [tokens[i - 1], tokens[i + 1]]
    const isName = before?.kind === 'word' && assignmentOf(before) === undefined
    return isName && token.text === '(' && after?.kind === 'operator' && after.text === ')'
  })
}

/** Words between operators, redirections taken out. */
function* splitCommands(tokens: readonly ShellToken[]): Generator<readonly ShellWord[]> {
  let words: ShellWord[] = []
  let isTarget = false
  for (const token of tokens) {
    if (token.kind === 'word') {
      if (!isTarget) words.push(token)
      isTarget = false
    } else if (/[<>]/.test(token.text)) isTarget = true
    else {
      isTarget = false
      yield words
      words = []
    }
  }
  yield words
}

class Shell {
  readonly commands: SimpleCommand[] = []
  private readonly script: ShellScript
  private readonly values = new Map<string, PlacedVariable>()
  private readonly exported = new Map<string, PlacedVariable>()
  private positional: readonly CommandWord[] | undefined
  private exportsAll = false
  private depth = 0

  constructor(script: ShellScript, definesFunctions: boolean) {
    this.script = script
    this.positional = definesFunctions ? undefined : script.positional
  }

  run(tokens: readonly ShellWord[]): void {
    let rest = tokens
    for (let word = keyword(rest[0]); word !== undefined; word = keyword(rest[0])) {
      if (opens.has(word)) this.depth++
      if (closes.has(word)) this.depth = Math.max(0, this.depth - 1)
      if (word === 'for' || word === 'select' || word === 'case') {
        this.forget(rest[1])
        return
      }
      if (!leads.has(word)) break
      rest = rest.slice(1)
    }
    const count = rest.findIndex((word) => assignmentOf(word) === undefined)
    const assignments = count === -1 ? rest : rest.slice(0, count)
    const words = rest.slice(assignments.length).flatMap((word) => expandWord(word, this.surroundings()))
    if (words.length === 0) {
      for (const word of assignments) this.assign(word, this.exportsAll)
      return
    }
    const before = assignments.flatMap((word) => this.variableOf(word) ?? [])
    this.builtin(words, rest.slice(assignments.length))
    this.commands.push({ words, env: [...this.exported.values(), ...before] })
  }

  private surroundings(): Surroundings {
    const { path, place } = this.script
    return {
      path,
      ...(place === undefined ? {} : { place }),
      lookUp: (name) => (this.values.get(name) ?? this.script.variables.get(name))?.value,
      isSet: (name) => this.values.has(name) || this.script.variables.has(name),
      positional: this.positional,
    }
  }

  /** What the shell does itself. */
  private builtin(words: readonly CommandWord[], tokens: readonly ShellWord[]): void {
    const [program, ...operands] = words
    if (program === undefined) return
    if (exporters.has(program.text)) {
      for (const token of tokens.slice(1)) {
        if (assignmentOf(token) !== undefined) this.assign(token, program.text === 'export')
        else if (program.text === 'export') this.export(expandWord(token, this.surroundings())[0]?.text)
      }
    } else if (program.text === 'unset') {
      for (const { text } of operands) this.set({ name: text, value: '', path: this.script.path }, false)
    } else if (program.text === 'read') {
      for (const { text } of operands) this.set({ name: text, path: this.script.path }, false)
    } else if (program.text === 'set') {
      const end = operands.findIndex(({ text }) => text === '--')
      if (end !== -1 && this.positional !== undefined) this.positional = operands.slice(end + 1)
      if (operands.some(({ text }) => /^-\w*a/.test(text))) this.exportsAll = true
    } else if (program.text === 'shift') this.positional = this.positional?.slice(1)
  }

  private export(name: string | undefined): void {
    const variable = name === undefined ? undefined : this.values.get(name)
    if (variable !== undefined) this.exported.set(variable.name, variable)
  }

  private assign(word: ShellWord, isExported: boolean): void {
    const variable = this.variableOf(word)
    if (variable !== undefined) this.set(variable, isExported)
  }

  private set(variable: PlacedVariable, isExported: boolean): void {
    const { name, path } = variable
    // which branch is taken is not known
    const kept = this.depth > 0 ? { name, path } : variable
    this.values.set(name, kept)
    if (isExported || this.exported.has(name) || this.script.variables.has(name))
      this.exported.set(name, kept)
  }

  private forget(word: ShellWord | undefined): void {
    const name = word?.parts[0]
    if (name?.kind === 'text') this.values.set(name.text, { name: name.text, path: this.script.path })
  }

  /** `NAME=value`, the value in one piece. */
  private variableOf(word: ShellWord): PlacedVariable | undefined {
    const found = assignmentOf(word)
    const [first, ...more] = word.parts
    if (found === undefined || first?.kind !== 'text') return undefined
    const { name, adds, length } = found
    const parts = [
      { ...first, text: first.text.slice(length) },
      ...more.map((part) => ({ ...part, quoted: true })),
    ]
    const [value] = expandWord({ ...word, parts }, this.surroundings())
    const { path } = this.script
    const before = adds ? this.surroundings().lookUp(name) : ''
    const isSeen = value?.unknown === undefined && before !== undefined
    const text = (before ?? '') + (value?.text ?? '')
    return isSeen && text.length <= longestText ? { name, value: text, path } : { name, path }
  }
}

function keyword(word: ShellWord | undefined): string | undefined {
  const [part] = word?.parts ?? []
  if (word?.plain !== true || word.parts.length !== 1 || part?.kind !== 'text') return undefined
  return leads.has(part.text) || opens.has(part.text) || closes.has(part.text) ? part.text : undefined
}

function assignmentOf(word: ShellWord): { name: string; adds: boolean; length: number } | undefined {
  const [part] = word.parts
  const match = part?.kind === 'text' ? assignment.exec(part.text) : null
  return match === null
    ? undefined
    : { name: match[1] ?? '', adds: match[2] === '+', length: match[0].length }
}
