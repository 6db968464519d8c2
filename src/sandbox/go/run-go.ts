/**
 * Runs the `go` command inside the pinned module.
 * @module
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { SandboxError } from '../sandbox-error.ts'

type Environment = Readonly<Record<string, string | undefined>>

export interface GoRunner {
  /** A path, or a name that is on PATH. */
  readonly command: string
  /** Whole environment of the command; see `goEnvironment`. */
  readonly env: Environment
  /** Folder of the module. */
  readonly folder: string
  readonly signal?: AbortSignal
}

export interface LineListeners {
  readonly stdout?: (line: string) => void
  readonly stderr?: (line: string) => void
}

/** Lines of output kept to be shown when the command fails. */
const keptLines = 30

/**
 * The user's environment without what would change the result: no C compiler is needed, no other module or platform is built.
 * Proxies, private modules and cache folders stay the user's.
 */
export function goEnvironment(env: Environment, overrides: Environment = {}): Environment {
  return {
    ...env,
    CGO_ENABLED: '0',
    GO111MODULE: 'on',
    GOWORK: 'off',
    GOTOOLCHAIN: 'local',
    GOFLAGS: '-mod=readonly',
    GOOS: undefined,
    GOARCH: undefined,
    ...overrides,
  }
}

/** Resolves when the command ends well; rejects with `BuildFailed` and its last lines, or the signal's reason. */
export async function runGo(
  { command, env, folder, signal }: GoRunner,
  args: readonly string[],
  listeners: LineListeners = {},
): Promise<void> {
  signal?.throwIfAborted()
  // a group of its own: on an abort, the compilers that it started end with it
  const child = spawn(command, args, {
    cwd: folder,
    env: { ...env } as NodeJS.ProcessEnv,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  })
  const abort = () => {
    if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, 'SIGTERM')
  }
  signal?.addEventListener('abort', abort, { once: true })
  const last: string[] = []
  createInterface({ input: child.stdout }).on('line', (line) => listeners.stdout?.(line))
  createInterface({ input: child.stderr }).on('line', (line) => {
    last.push(line)
    if (last.length > keptLines) last.shift()
    listeners.stderr?.(line)
  })
  try {
    const [code] = await once(child, 'close')
    signal?.throwIfAborted()
    if (code === 0) return
    const output = last.map((line) => `  ${line}`).join('\n')
    throw new SandboxError(
      'BuildFailed',
      `go ${args[0]} failed with exit code ${code}:\n${output}\nWhat was compiled is kept: running it again continues from there.`,
    )
  } finally {
    signal?.removeEventListener('abort', abort)
  }
}

/** Folder of a required module in the module cache, `sigs.k8s.io/lws` → `…/sigs.k8s.io/lws@v0.9.0`. */
export async function moduleDirectory(go: GoRunner, path: string): Promise<string> {
  const found: string[] = []
  await runGo(go, ['mod', 'download', path])
  await runGo(go, ['list', '-m', '-f', '{{.Dir}}', path], { stdout: (line) => found.push(line) })
  return found.join('')
}
