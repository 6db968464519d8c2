/**
 * Hosts of the webhooks as processes of their own, each listening on a free port of the loopback.
 * @module
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { createRequire } from 'node:module'
import { resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

const root = resolve(fileURLToPath(import.meta.url), '../../../..')
/** The runtime itself, past the script that looks for it. */
const workerd: string = createRequire(import.meta.url)('workerd').default

export type Environment = Readonly<Record<string, string>>

export interface HostProcess {
  readonly port: number
  readonly child: ChildProcess
  /** What it wrote to standard error so far. */
  log(): string
  stop(): Promise<void>
}

export interface Launch {
  readonly program: string
  readonly args: readonly string[]
  readonly env: Environment
  /** Finds the port in a line of its output. */
  readonly port: RegExp
}

/** @param config a `.capnp` file whose socket is called `webhooks` */
export function onWorkerd(config: string, env: Environment): Promise<HostProcess> {
  const args = ['serve', config, '--socket-addr', 'webhooks=127.0.0.1:0', '--control-fd=1']
  return launch({ program: workerd, args, env, port: /"event":"listen".*"port":(\d+)/ })
}

/** @param file a bundle or a source file */
export function onDeno(file: string, env: Environment): Promise<HostProcess> {
  const args = ['serve', '-A', '--host', '127.0.0.1', '--port', '0', file]
  return launch({
    program: resolve(root, 'node_modules/.bin/deno'),
    args,
    env,
    port: /Listening on http:\/\/127\.0\.0\.1:(\d+)/,
  })
}

export function onNode(file: string, env: Environment): Promise<HostProcess> {
  const port = /"port":(\d+),"msg":"webhooks: listening"/
  return launch({ program: process.execPath, args: [file], env: { PORT: '0', ...env }, port })
}

export async function launch({ program, args, env, port }: Launch): Promise<HostProcess> {
  const child = spawn(program, args, {
    cwd: root,
    env: { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '', NO_COLOR: '1', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  // whatever becomes of the test that waits for it
  process.once('exit', () => child.kill('SIGKILL'))
  const lines: string[] = []
  const exited = new Promise<void>((done) => child.once('exit', () => done()))
  const found = new Promise<number>((told, failed) => {
    for (const stream of [child.stdout, child.stderr])
      createInterface({ input: stream }).on('line', (line) => {
        lines.push(line)
        const match = port.exec(line)
        if (match) told(Number(match[1]))
      })
    child.once('error', failed)
    void exited.then(() => failed(new Error(`${program} ended:\n${lines.join('\n')}`)))
  })
  return {
    port: await found,
    child,
    log: () => lines.join('\n'),
    async stop() {
      child.kill('SIGKILL')
      await exited
    },
  }
}
