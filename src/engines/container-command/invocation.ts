/**
 * The program that a list of words starts: an engine, a shell with a string to run, or something that cannot be looked into.
 * @module
 */
import type { Backend } from '../../catalog/recipe.ts'
import type { PlacedVariable } from '../container-command.ts'
import { type CommandWord, programName } from './command-word.ts'

export type Invocation =
  | {
      readonly kind: 'engine'
      readonly backend: Backend
      /** Behind program and subcommand. */
      readonly words: readonly CommandWord[]
      /** What `env` sets in front. */
      readonly env: readonly PlacedVariable[]
    }
  | {
      readonly kind: 'shell'
      readonly script: CommandWord
      /** `$1` and what follows. */
      readonly positional: readonly CommandWord[]
      readonly env: readonly PlacedVariable[]
    }
  | { readonly kind: 'other' }

const other: Invocation = { kind: 'other' }

const shells = new Set(['sh', 'bash', 'dash', 'ash', 'zsh', 'ksh'])

/** Programs that start the one behind their own options. */
const wrappers = new Set(
  (
    'exec env nohup time command sudo gosu su-exec setpriv runuser tini dumb-init catatonit s6-setuidgid numactl taskset ' +
    'nice ionice chrt stdbuf timeout setsid prlimit busybox uv poetry pixi conda mamba micromamba ' +
    'rocprof rocprofv2 rocprofv3 rocprof-sys-run nsys py-spy opentelemetry-instrument ddtrace-run doppler infisical'
  ).split(' '),
)

/** Python modules that are an engine's server, and the subcommand they want. */
const modules: Readonly<Record<string, { readonly backend: Backend; readonly subcommand?: string }>> = {
  'vllm.entrypoints.openai.api_server': { backend: 'vllm' },
  'vllm.entrypoints.api_server': { backend: 'vllm' },
  'vllm.entrypoints.cli.main': { backend: 'vllm', subcommand: 'serve' },
  vllm: { backend: 'vllm', subcommand: 'serve' },
  'sglang.launch_server': { backend: 'sglang' },
  'sglang.cli.main': { backend: 'sglang', subcommand: 'serve' },
}

const scripts: readonly (readonly [RegExp, string])[] = [
  [/(?:^|\/)vllm\/entrypoints\/openai\/api_server\.py$/, 'vllm.entrypoints.openai.api_server'],
  [/(?:^|\/)vllm\/entrypoints\/api_server\.py$/, 'vllm.entrypoints.api_server'],
  [/(?:^|\/)sglang\/launch_server\.py$/, 'sglang.launch_server'],
]

/** Words in which a wrapper's own options end. */
const mostOptions = 64

const assignment = /^([A-Za-z_]\w*)=([\s\S]*)$/

export function findInvocation(words: readonly CommandWord[]): Invocation {
  const [head] = words
  if (head === undefined) return other
  const wrapped = wrappers.has(programName(head))
  const last = wrapped ? Math.min(words.length, mostOptions) : 1
  const env: PlacedVariable[] = []
  for (let at = 0; at < last; at++) {
    const word = words[at]
    if (word === undefined) break
    const rest = words.slice(at)
    const found = programAt(rest) ?? pythonAt(rest) ?? shellAt(rest)
    if (found !== undefined) return { ...found, env }
    const [, name, value] = assignment.exec(word.text) ?? []
    if (name !== undefined && value !== undefined)
      env.push({ name, path: word.path, ...(word.unknown === undefined ? { value } : {}) })
  }
  return other
}

type Found =
  | { readonly kind: 'engine'; readonly backend: Backend; readonly words: readonly CommandWord[] }
  | { readonly kind: 'shell'; readonly script: CommandWord; readonly positional: readonly CommandWord[] }

function programAt(words: readonly CommandWord[]): Found | undefined {
  const [program, next] = words
  if (program === undefined) return undefined
  const name = programName(program)
  if ((name === 'vllm' || name === 'sglang') && next?.text === 'serve')
    return { kind: 'engine', backend: name, words: words.slice(2) }
  return undefined
}

/** `python3 -u -m MODULE`, `python3 SCRIPT`. */
function pythonAt(words: readonly CommandWord[]): Found | undefined {
  const [program] = words
  if (program === undefined || !/^(?:python|pypy)[\d.]*$/.test(programName(program))) return undefined
  for (let at = 1; at < words.length; at++) {
    const { text } = words[at] ?? { text: '' }
    const inline = /^-[bBdEiIOPqsSuvx]*m(.*)$/.exec(text)
    if (inline !== null) {
      const module = inline[1] || words[at + 1]?.text
      return moduleAt(module, words.slice(inline[1] ? at + 1 : at + 2))
    }
    if (text === '-W' || text === '-X') at++
    else if (!text.startsWith('-')) {
      const script = scripts.find(([pattern]) => pattern.test(text))
      return script === undefined ? programAt(words.slice(at)) : moduleAt(script[1], words.slice(at + 1))
    } else if (/^-[A-Za-z]*c$/.test(text)) return undefined
  }
  return undefined
}

function moduleAt(name: string | undefined, words: readonly CommandWord[]): Found | undefined {
  const module = name !== undefined && Object.hasOwn(modules, name) ? modules[name] : undefined
  if (module === undefined) return undefined
  const { backend, subcommand } = module
  if (subcommand === undefined) return { kind: 'engine', backend, words }
  return words[0]?.text === subcommand ? { kind: 'engine', backend, words: words.slice(1) } : undefined
}

/** `bash -o pipefail -lc SCRIPT NAME $1 …`. */
function shellAt(words: readonly CommandWord[]): Found | undefined {
  const [program] = words
  if (program === undefined || !shells.has(programName(program))) return undefined
  let runs = false
  for (let at = 1; at < words.length; at++) {
    const word = words[at]
    if (word === undefined) break
    if (!/^[-+]./.test(word.text))
      return runs ? { kind: 'shell', script: word, positional: words.slice(at + 2) } : undefined
    if (/^-\w*c\w*$/.test(word.text)) runs = true
    if (/^[-+]\w*[oO]$/.test(word.text)) at++
  }
  return undefined
}
