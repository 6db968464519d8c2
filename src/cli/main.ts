/**
 * `fitgate`: finds the command, loads only that, and turns what it throws into words and an exit code.
 * @module
 */
import * as module from 'node:module'
import process from 'node:process'
import { formatFieldError, nearest, notAllowed } from '../vocabulary/field-error.ts'
import { version } from '../vocabulary/version.ts'
import { type Command, type Io, UsageError } from './command.ts'

/** Name → summary and the module that holds it; a command's code is loaded when it is called. */
const commands: Readonly<
  Record<string, { readonly summary: string; load(): Promise<{ command: Command }> }>
> = {
  plan: { summary: 'decide on a file, with no cluster needed', load: () => import('./plan.ts') },
  check: { summary: 'judge files as admission would, for pull requests', load: () => import('./check.ts') },
  audit: { summary: 'judge what exists in a cluster', load: () => import('./audit.ts') },
  doctor: {
    summary: 'tell what is wrong with an installation, and the fix',
    load: () => import('./doctor.ts'),
  },
  fit: {
    summary: 'compute whether a model fits on a GPU, from flags or a CSV file',
    load: () => import('./fit.ts'),
  },
  start: {
    summary: 'bring up the sandbox and watch fitgate do its main job',
    load: () => import('./start.ts'),
  },
  sandbox: { summary: 'a real control plane with simulated AMD nodes', load: () => import('./sandbox.ts') },
  snapshot: {
    summary: 'write what webhooks know of a cluster to a file',
    load: () => import('./snapshot.ts'),
  },
  recipes: { summary: 'list, show, import and lint recipes', load: () => import('./recipes.ts') },
  fetch: { summary: 'put models onto a volume, whole and verified', load: () => import('./fetch.ts') },
  cache: { summary: 'list, copy and remove the models of a volume', load: () => import('./cache.ts') },
  serve: { summary: 'run the webhooks, the controller, or both', load: () => import('./serve.ts') },
  uninstall: {
    summary: 'take fitgate out of a cluster, in the right order',
    load: () => import('./uninstall.ts'),
  },
  generate: { summary: 'write the CRDs and the built-in recipes', load: () => import('./generate.ts') },
}

function overview(): string {
  const width = Math.max(...Object.keys(commands).map((name) => name.length))
  const lines = Object.entries(commands).map(([name, { summary }]) => `  ${name.padEnd(width)}  ${summary}`)
  return `fitgate ${version}: can this AMD GPU inference workload run, how and where?

Usage: fitgate COMMAND [OPTIONS]

${lines.join('\n')}

fitgate COMMAND --help tells more. Exit codes: 0 admitted or done, 1 refused or failed, 2 bad input.
`
}

/** Runs one command line; never throws. */
export async function main(args: readonly string[], io: Io): Promise<number> {
  const [name, ...rest] = args
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    io.stdout.write(overview())
    return name === undefined ? 2 : 0
  }
  if (name === '--version' || name === 'version') {
    io.stdout.write(`${version}\n`)
    return 0
  }
  const entry = Object.hasOwn(commands, name) ? commands[name] : undefined
  if (entry === undefined) {
    io.stderr.write(`fitgate: ${formatFieldError(notAllowed('', 'command', name, Object.keys(commands)))}\n`)
    return 2
  }
  const { command } = await entry.load()
  try {
    if (!command.answersHelp && (rest.includes('--help') || rest.includes('-h'))) {
      io.stdout.write(command.help)
      return 0
    }
    return await command.run(rest, io)
  } catch (error) {
    if (isUsage(error)) {
      io.stderr.write(
        `fitgate ${name}: ${usageWords(error, command.help)}\nfitgate ${name} --help tells more.\n`,
      )
      return 2
    }
    io.stderr.write(`fitgate ${name}: ${error instanceof Error ? error.message : String(error)}\n`)
    if (io.env.FITGATE_DEBUG && error instanceof Error) io.stderr.write(`${error.stack}\n`)
    return 1
  }
}

/** `parseArgs` knows no near misses; the help names every option. */
function usageWords({ message }: Error, help: string): string {
  const unknown = /^Unknown option '(--?[^'\s]+)'/.exec(message)?.[1]
  if (unknown === undefined) return message
  const near = nearest(unknown, new Set(help.match(/--[a-z][a-z-]+/g)))
  return `unknown option "${unknown}"${near === undefined ? '' : `; did you mean "${near}"?`}`
}

/** Ours, or what `parseArgs` throws for unknown and incomplete options. */
function isUsage(error: unknown): error is Error {
  if (error instanceof UsageError) return true
  return error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS')
}

/** Runs the command that this process was started with. */
export async function run(): Promise<void> {
  // Code compiled by the last start: half the time to the first answer. Node only, and only where it can be written.
  module.enableCompileCache?.()
  process.exitCode = await main(process.argv.slice(2), {
    stdout: process.stdout,
    stderr: process.stderr,
    env: process.env,
  })
}

if (import.meta.main) await run()
