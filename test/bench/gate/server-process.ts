/**
 * Servers under load: the webhook process as in a cluster, and a bare `node:https` echo, each on one core.
 * @module
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { issueLeaf } from '../../../src/server/certificates/leaf.ts'
import { type Surroundings, startWebhookProcess } from '../../server/webhook-process.ts'
import type { Target } from './connection.ts'

/** The server's core; whatever asks it uses another. */
const serverCore = '0'
const generatorCore = '1'

export interface Served extends Target {
  readonly pid: number
  stop(): Promise<void>
}

const pinned = ['taskset', '-c', serverCore, process.execPath]

/** Keeps this process off the server's core. */
export function pinGenerator(): void {
  execFileSync('taskset', ['-a', '-p', '-c', generatorCore, String(process.pid)], { stdio: 'ignore' })
}

/** What `fitgate serve` starts: `npm ci` and `npm run bundle` make it. */
export const program = 'dist/cli/main.mjs'

export async function webhooks(around: Surroundings, nodeFlags: readonly string[] = []): Promise<Served> {
  const running = await startWebhookProcess(around, { command: [...pinned, ...nodeFlags], program })
  const { child, exited, port } = running
  return { port, ca: around.material.bundle, pid: pidOf(child), stop: () => ended(child, exited) }
}

const echo = `
  import { createServer } from 'node:https'
  const { cert, key } = JSON.parse(process.env.PAIR)
  createServer({ cert, key, minVersion: 'TLSv1.2', keepAliveTimeout: 120000 }, (request, response) => {
    const parts = []
    request.on('data', (part) => parts.push(part))
    request.on('end', () => {
      const body = Buffer.concat(parts)
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length })
      response.end(body)
    })
  }).listen(0, '127.0.0.1', function () { console.log(this.address().port) })`

/** Gives every body back as it came. */
export async function echoServer(around: Surroundings): Promise<Served> {
  const leaf = await issueLeaf(
    { certificate: around.material.bundle, key: around.material.key },
    ['127.0.0.1'],
    new Date(),
  )
  const [program = '', ...flags] = pinned
  const child = spawn(program, [...flags, '--input-type=module', '-e', echo], {
    env: { ...process.env, PAIR: JSON.stringify({ cert: leaf.certificate, key: leaf.key }) },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const exited = new Promise<number | null>((done) => child.once('exit', done))
  const port = await new Promise<number>((found) =>
    createInterface({ input: child.stdout }).once('line', (line) => found(Number(line))),
  )
  return { port, ca: around.material.bundle, pid: pidOf(child), stop: () => ended(child, exited) }
}

function pidOf(child: ChildProcess): number {
  if (child.pid === undefined) throw new Error('the server did not start')
  return child.pid
}

async function ended(child: ChildProcess, exited: Promise<unknown>): Promise<void> {
  child.kill('SIGTERM')
  await exited
}

/** Seconds of processor time that a process has used. */
export function processorSeconds(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  // utime and stime, in clock ticks of 10 ms
  return (Number(fields[11]) + Number(fields[12])) / 100
}

/** Resident memory, MiB. */
export function residentMiB(pid: number): number {
  const line = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))
  return Number(line?.[1] ?? Number.NaN) / 1024
}
