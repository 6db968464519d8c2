/**
 * Running a command inside the namespaces of a real node, and giving it container images.
 * @module
 */
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createReadStream, existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { promisify } from 'node:util'
import type { Layout } from '../layout.ts'
import { SandboxError } from '../sandbox-error.ts'
import { ctrArguments } from './containerd.ts'
import { nodeFiles, nodeFolder } from './context.ts'

/** A command and arguments that run another one inside. Throws `NotRunning` where the sandbox has no real node. */
function enterCommand(layout: Layout, command: readonly string[]): readonly string[] {
  const file = join(nodeFolder({ layout }), nodeFiles.holder)
  if (!existsSync(file)) {
    const message = `The sandbox in ${layout.stateDir} has no real node.\nStart one with: fitgate sandbox up --real-node`
    throw new SandboxError('NotRunning', message)
  }
  const proc = `/proc/${readFileSync(file, 'utf8')}/ns`
  const namespaces = ['cgroup', 'net', 'mnt', 'ipc', 'uts'].map(
    (name) => `--${name === 'mnt' ? 'mount' : name}=${proc}/${name}`,
  )
  return ['nsenter', ...namespaces, `--pid=${proc}/pid_for_children`, '--', ...command]
}

/** Runs a command inside; resolves with its output, rejects when it fails. */
export async function runInside(layout: Layout, ...words: readonly string[]): Promise<string> {
  const [command = '', ...args] = enterCommand(layout, words)
  const { stdout } = await promisify(execFile)(command, args, { maxBuffer: 64 * 2 ** 20 })
  return stdout
}

/** Gives the real node a container image: a docker-archive or an OCI archive. Resolves with what containerd says. */
export async function loadImage(layout: Layout, file: string): Promise<string> {
  const [command = '', ...args] = enterCommand(layout, ['ctr', ...ctrArguments('images', 'import', '-')])
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'pipe'] })
  let said = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      said += text
    })
  const ended = once(child, 'close')
  // when it ends before it has read everything, what it said is the reason
  await pipeline(createReadStream(file), child.stdin).catch(() => {})
  const [code] = await ended
  if (code !== 0) throw new SandboxError('ComponentFailed', `The node does not take ${file}:\n${said.trim()}`)
  return said.trim()
}
