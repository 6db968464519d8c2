/**
 * A child process that writes to a log file, is stopped for sure, and tells when it ends by itself.
 * @module
 */
import { spawn } from 'node:child_process'
import { closeSync, mkdirSync, openSync } from 'node:fs'
import { dirname } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { identify, isRunning, type ProcessIdentity, signalProcess } from './process-identity.ts'
import { SandboxError } from './sandbox-error.ts'
import type { ProcessRecord } from './state.ts'

export interface ProcessSpec {
  readonly name: string
  readonly command: string
  readonly args: readonly string[]
  /** Added to the environment of this process. */
  readonly env?: Readonly<Record<string, string>>
  readonly cwd?: string
  /** Appended to. */
  readonly log: string
  readonly stopOrder: number
  /** Where it listens, for those who look. */
  readonly port?: number
}

export interface ManagedProcess {
  readonly record: ProcessRecord
  /** How it ended, `exit code 1` or `signal SIGKILL`; `undefined` while it runs. */
  ended(): string | undefined
  /** Called once when it ends, whatever the cause. */
  onEnd(listener: () => void): void
}

/** Starts a process in a session of its own, so that a Ctrl-C on the terminal reaches only us and we stop it in order. */
export function startProcess(spec: ProcessSpec): ManagedProcess {
  mkdirSync(dirname(spec.log), { recursive: true })
  const log = openSync(spec.log, 'a')
  const child = spawn(spec.command, spec.args, {
    cwd: spec.cwd,
    env: { ...process.env, ...spec.env },
    stdio: ['ignore', log, log],
    detached: true,
  })
  closeSync(log)
  child.unref()
  let ended: string | undefined
  const listeners = new Set<() => void>()
  const end = (how: string) => {
    if (ended !== undefined) return
    ended = how
    for (const listener of listeners) listener()
  }
  child.once('error', (error) => end(error.message))
  child.once('exit', (code, signal) => end(signal === null ? `exit code ${code}` : `signal ${signal}`))
  if (child.pid === undefined) {
    throw new SandboxError(
      'ComponentFailed',
      `${spec.name} could not be started: ${spec.command} does not run.`,
    )
  }
  const identity = identify(child.pid) ?? { pid: child.pid, started: 'ended at once' }
  return {
    record: { name: spec.name, ...identity, log: spec.log, stopOrder: spec.stopOrder, port: spec.port },
    ended: () => ended,
    onEnd: (listener) => listeners.add(listener),
  }
}

/** Time that a process has between SIGTERM and SIGKILL. */
const graceMs = 5_000
const pollMs = 20

/** Stops exactly this process and waits until it is gone; without grace there is no SIGTERM. */
export async function stopProcess(identity: ProcessIdentity, grace = graceMs): Promise<void> {
  if (grace > 0) signalProcess(identity, 'SIGTERM')
  const deadline = Date.now() + grace
  while (isRunning(identity)) {
    if (Date.now() >= deadline) signalProcess(identity, 'SIGKILL')
    await sleep(pollMs)
  }
}

/** Stops processes by their stop order. */
export async function stopInOrder(records: readonly ProcessRecord[], grace = graceMs): Promise<void> {
  const orders = new Set(records.map((record) => record.stopOrder).toSorted((a, b) => a - b))
  for (const order of orders) {
    await Promise.all(
      records.filter((record) => record.stopOrder === order).map((record) => stopProcess(record, grace)),
    )
  }
}
