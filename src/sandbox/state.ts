/**
 * What a sandbox has started, on disk, so that another process can show it, stop it, or clean up after a kill -9.
 * Written synchronously: a process must never run without being on record.
 * @module
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Layout } from './layout.ts'
import { isRunning, type ProcessIdentity } from './process-identity.ts'

export interface ProcessRecord extends ProcessIdentity {
  readonly name: string
  readonly log: string
  /** Stopped in this order, the same number at once: users of the API first, its storage last. */
  readonly stopOrder: number
  /** Of 127.0.0.1, when it listens. */
  readonly port?: number
}

export interface SandboxState {
  readonly version: 1
  readonly phase: 'starting' | 'ready' | 'failed'
  /** Whether it lives on without the process that started it. */
  readonly detached: boolean
  readonly owner: ProcessIdentity
  /** RFC 3339. */
  readonly startedAt: string
  readonly server: string
  readonly binDir: string
  readonly nodes: number
  readonly processes: readonly ProcessRecord[]
}

/** What is on disk: the state, and what others attached. */
export interface StoredState extends SandboxState {
  readonly attached: readonly ProcessRecord[]
}

/** `undefined` when the folder is no sandbox's. */
export function readState(layout: Layout): StoredState | undefined {
  const state = readJson<SandboxState>(layout.state)
  if (state === undefined) return undefined
  const names = existsSync(layout.attached) ? readdirSync(layout.attached) : []
  const attached = names.map((name) => readJson<readonly ProcessRecord[]>(join(layout.attached, name)) ?? [])
  return { ...state, attached: attached.flat() }
}

export function writeState(layout: Layout, state: SandboxState): void {
  writeJson(layout.state, state)
}

/** Processes that another process (`pid`) added to the sandbox. */
export function writeAttached(layout: Layout, pid: number, records: readonly ProcessRecord[]): void {
  const file = join(layout.attached, `${pid}.json`)
  if (records.length === 0) rmSync(file, { force: true })
  else writeJson(file, records)
}

function readJson<T>(file: string): T | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as T
  } catch {
    return undefined
  }
}

function writeJson(file: string, value: unknown): void {
  mkdirSync(dirname(file), { recursive: true })
  const temporary = `${file}.tmp`
  writeFileSync(temporary, `${JSON.stringify(value, null, 2)}\n`)
  renameSync(temporary, file)
}

/**
 * `running`: somebody looks after it, or it is detached and whole. `broken`: some of it runs, or should.
 * A sandbox that was killed, or whose machine was restarted, is broken.
 */
export function condition(state: SandboxState): 'running' | 'broken' {
  if (state.phase === 'failed') return 'broken'
  const looksAfter = isRunning(state.owner)
  if (!state.detached || state.phase === 'starting') return looksAfter ? 'running' : 'broken'
  return state.processes.every(isRunning) ? 'running' : 'broken'
}
