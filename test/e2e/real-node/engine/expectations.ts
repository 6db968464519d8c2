/**
 * What an engine needs of its pod: arguments, devices, files. Every complaint at once, so that a test shows all that is wrong.
 */
import { closeSync, existsSync, openSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'

export interface Invocation {
  readonly backend: 'vllm' | 'sglang'
  readonly model: string
  readonly port: number
  /** Devices that it is told to use. */
  readonly devices: number
}

/** Reads a command line as the engines do. Throws, in words that engines use, what they would refuse. */
export function readInvocation(program: string, words: readonly string[]): Invocation {
  const sglang = program.endsWith('python3')
  const rest = sglang ? withoutPrefix(words, ['-m', 'sglang.launch_server']) : withoutPrefix(words, ['serve'])
  const { flags, positional } = readWords(rest)
  const config = flags.get('--config')
  // what stands on the command line wins
  if (config !== undefined)
    for (const [name, value] of readConfig(config)) flags.set(name, flags.get(name) ?? value)
  const flag = (...names: readonly string[]) =>
    names.map((name) => flags.get(name)).find((value) => value !== undefined)
  const model = flag('--model-path', '--model') ?? positional[0]
  if (model === undefined) throw new Error('error: argument --model: expected one argument')
  const parallel = sglang ? ['--tp-size', '--tp'] : ['--tensor-parallel-size', '-tp']
  return {
    backend: sglang ? 'sglang' : 'vllm',
    model,
    port: Number(flag('--port') ?? (sglang ? 30_000 : 8000)),
    devices: Number(flag(...parallel) ?? 1) * Number(flag('--pipeline-parallel-size', '--pp-size') ?? 1),
  }
}

function readWords(words: readonly string[]) {
  const flags = new Map<string, string>()
  const positional: string[] = []
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? ''
    const [name = '', value] = word.split(/=(.*)/s)
    if (!word.startsWith('--')) positional.push(word)
    else if (value !== undefined) flags.set(name, value)
    else flags.set(name, words[at + 1]?.startsWith('--') === false ? (words[++at] ?? '') : 'true')
  }
  return { flags, positional }
}

/** A file of `name: value` lines, as both engines take one. */
function readConfig(file: string): readonly (readonly [string, string])[] {
  return [...readFileSync(file, 'utf8').matchAll(/^([\w-]+): *"?(.*?)"?$/gm)].map(([, name, value]) => [
    `--${name}`,
    value ?? '',
  ])
}

function withoutPrefix(words: readonly string[], prefix: readonly string[]): readonly string[] {
  if (prefix.every((word, index) => words[index] === word)) return words.slice(prefix.length)
  throw new Error(`error: unrecognized arguments: ${words.join(' ')}`)
}

/** What is missing on this machine, in the words of the runtimes that would meet it. */
export function complaints({ model, devices }: Invocation, env: NodeJS.ProcessEnv): readonly string[] {
  return [...deviceComplaints(devices), ...fileComplaints(model, env)]
}

function deviceComplaints(devices: number): readonly string[] {
  try {
    const { mode } = statSync('/dev/kfd')
    if ((mode & 0o777) !== 0o660) return [`/dev/kfd has mode ${(mode & 0o777).toString(8)}`]
    closeSync(openSync('/dev/kfd', 'r+'))
  } catch (error) {
    return [`Unable to open /dev/kfd read-write: ${(error as Error).message}`]
  }
  const nodes = existsSync('/dev/dri')
    ? readdirSync('/dev/dri').filter((name) => name.startsWith('renderD'))
    : []
  if (nodes.length === devices) return []
  return [`local rank ${devices} is out of bounds for ${nodes.length} devices`]
}

/** Offline, everything that the model is made of has to be in the cache, as the hub's library lays it out. */
function fileComplaints(model: string, env: NodeJS.ProcessEnv): readonly string[] {
  if (env.HF_HUB_OFFLINE !== '1') return []
  const folder = join(
    env.HF_HOME ?? '/root/.cache/huggingface',
    'hub',
    `models--${model.replaceAll('/', '--')}`,
  )
  try {
    const revision = readFileSync(join(folder, 'refs/main'), 'utf8').trim()
    const files = readdirSync(join(folder, 'snapshots', revision))
    const empty = files.filter((name) => statSync(join(folder, 'snapshots', revision, name)).size === 0)
    if (!files.includes('config.json')) return ['does not appear to have a file named config.json']
    return empty.map((name) => `${name} is empty`)
  } catch (error) {
    return [`LocalEntryNotFoundError: ${(error as Error).message}`]
  }
}
