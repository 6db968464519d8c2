/**
 * The lists of a container, taken apart.
 * @module
 */

import type { Backend } from '../../catalog/recipe.ts'
import { cut } from '../../vocabulary/cut.ts'
import type { ContainerCommand, PlacedVariable } from '../container-command.ts'
import { engineOfImage, startsItself } from '../images.ts'
import type { CommandWord } from './command-word.ts'
import { readEngineArguments } from './engine-arguments.ts'
import { findInvocation, type Invocation } from './invocation.ts'
import { readShell } from './shell-commands.ts'
import { expand, longestText, type Variables, variablesOf } from './variables.ts'

/** Shells that start shells: deeper than anybody writes. */
const maxDepth = 3

interface Container {
  readonly image?: unknown
  readonly command?: unknown
  readonly args?: unknown
  readonly env?: unknown
  readonly envFrom?: unknown
}

export function readCommand(container: unknown, path: string, meant: Backend | undefined): ContainerCommand {
  const fields: Container = typeof container === 'object' && container !== null ? container : {}
  const env = variablesOf(fields.env, path)
  const variables: Variables = new Map(env.map((variable) => [variable.name, variable]))
  const command = wordsOf(fields.command, 'command', path, variables)
  const args = wordsOf(fields.args, 'args', path, variables)
  const image = typeof fields.image === 'string' ? engineOfImage(fields.image)?.backend : undefined
  if (command.length === 0 && args.length === 0)
    return {
      written: false,
      launches: false,
      args: [],
      env,
      ...(image === undefined ? {} : { engine: image }),
    }

  const found = search([...command, ...args], variables, 0)
  const written = { written: true, env }
  if (found.kind === 'engine') {
    const { backend } = found
    return {
      ...written,
      launches: true,
      engine: backend,
      env: [...env, ...found.env],
      ...readEngineArguments(backend, found.words),
    }
  }
  const first = command[0] ?? args[0]
  const backend = image ?? meant ?? spoken(args)
  // an engine's image runs its engine with the arguments; without an image, whoever adds one adds the engine
  const isTold = command.length === 0 && (image !== undefined || !fields.image || meant !== undefined)
  if (isTold && found.kind === 'none') {
    const engine = backend ?? 'vllm'
    return {
      ...written,
      launches: typeof fields.image === 'string' && startsItself(fields.image),
      ...(backend === undefined ? {} : { engine: backend }),
      // the subcommand, of images whose entry point is the program alone
      ...readEngineArguments(engine, args[0]?.text === 'serve' ? args.slice(1) : args),
    }
  }
  const why = found.kind === 'none' ? nothingKnown([...command, ...args], command.length === 0) : found.why
  return {
    ...written,
    launches: false,
    args: [],
    ...(backend === undefined ? {} : { engine: backend }),
    opaque: { path: found.kind === 'none' ? (first?.path ?? path) : found.path, why },
  }
}

/** Only SGLang has this argument, and it cannot do without. */
function spoken(args: readonly CommandWord[]): Backend | undefined {
  return args.some(({ text }) => /^--model[-_]path(?:[=\s]|$)/.test(text)) ? 'sglang' : undefined
}

function nothingKnown(words: readonly CommandWord[], isImage: boolean): string {
  return isImage
    ? 'what the image does with these arguments is not known'
    : `it starts "${cut(words.map(({ text }) => text).join(' '), 60)}", which fitgate cannot look into`
}

function wordsOf(list: unknown, name: 'command' | 'args', path: string, variables: Variables): CommandWord[] {
  if (!Array.isArray(list)) return []
  return list.flatMap((item: unknown, index): CommandWord[] => {
    if (typeof item !== 'string') return []
    const { text, unknown } = expand(item, variables)
    return [
      {
        text,
        path: `${path}.${name}[${index}]`,
        place: { list: name, index, start: 0, end: item.length, shell: false },
        ...(text === item ? { verbatim: true } : {}),
        ...(unknown[0] === undefined ? {} : { unknown: `$(${unknown[0]})` }),
      },
    ]
  })
}

type Search =
  | Extract<Invocation, { kind: 'engine' }>
  | { readonly kind: 'opaque'; readonly path: string; readonly why: string }
  | { readonly kind: 'none' }

/** The engine that some words start, through as many shells as stand in front of it. */
function search(words: readonly CommandWord[], variables: Variables, depth: number): Search {
  const found = findInvocation(words)
  if (found.kind === 'engine') return found
  if (found.kind === 'other') return { kind: 'none' }
  const { script, positional } = found
  const opaque = (why: string): Search => ({ kind: 'opaque', path: script.path, why })
  if (script.text.length > longestText)
    return opaque('the shell string is longer than Linux passes to a program')
  if (depth >= maxDepth) return opaque('it is shells in shells, deeper than fitgate looks')
  const { place } = script
  const { commands, error } = readShell({
    text: script.text,
    path: script.path,
    ...(place !== undefined && script.verbatim ? { place: { list: place.list, index: place.index } } : {}),
    variables,
    positional,
  })
  if (error !== undefined) return opaque(`the shell string ${error}`)
  const engines = commands.flatMap(
    ({ words: each, env }): (Search & { env?: readonly PlacedVariable[] })[] => {
      const inner = search(each, variables, depth + 1)
      if (inner.kind === 'none') return []
      return [inner.kind === 'engine' ? { ...inner, env: [...found.env, ...env, ...inner.env] } : inner]
    },
  )
  const [only, second] = engines
  if (only === undefined) return opaque('the shell string starts no engine that fitgate can see')
  return second === undefined ? only : opaque('the shell string starts several engines')
}
