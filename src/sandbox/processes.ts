/**
 * The processes of one sandbox: started, on record, watched while others wait for them, stopped in order.
 * @module
 */
import process from 'node:process'
import { setTimeout as sleep } from 'node:timers/promises'
import { logTail } from './log-tail.ts'
import { type ManagedProcess, type ProcessSpec, startProcess, stopInOrder } from './managed-process.ts'
import { signalProcess } from './process-identity.ts'
import { SandboxError } from './sandbox-error.ts'
import type { ProcessRecord } from './state.ts'

export interface WaitOptions {
  readonly timeoutSeconds?: number
  readonly signal?: AbortSignal
  /** Name of the process whose log explains a time-out. */
  readonly about?: string
}

const pollMs = 50

export class Processes {
  readonly #running = new Map<string, ManagedProcess>()
  readonly #specs = new Map<string, ProcessSpec>()
  /** Being stopped by us: their end is no failure. They stay on record until they are gone. */
  readonly #stopping = new Set<string>()
  readonly #record: (records: readonly ProcessRecord[]) => void
  readonly #killAll = () => {
    for (const record of this.records()) signalProcess(record, 'SIGKILL')
  }

  /** `record` is called synchronously with every change of what runs. */
  constructor(record: (records: readonly ProcessRecord[]) => void) {
    this.#record = record
  }

  records(): readonly ProcessRecord[] {
    return [...this.#running.values()].map((managed) => managed.record)
  }

  start(spec: ProcessSpec): void {
    this.#running.set(spec.name, startProcess(spec))
    this.#specs.set(spec.name, spec)
    this.#record(this.records())
  }

  /** Starts a process again as it was started before. It must have been stopped or killed. */
  startAgain(name: string): void {
    const spec = this.#specs.get(name)
    if (spec === undefined) throw new SandboxError('NotRunning', `There is no process called ${name}.`)
    this.start(spec)
  }

  /** SIGTERM, SIGKILL after a few seconds; resolves when it is gone. */
  stop(name: string): Promise<void> {
    return this.#end([name], (records) => stopInOrder(records))
  }

  /** kill -9; resolves when it is gone. */
  kill(name: string): Promise<void> {
    return this.#end([name], (records) => stopInOrder(records, 0))
  }

  /** Stops all of them by their stop order. */
  async stopAll(): Promise<void> {
    await this.#end([...this.#running.keys()], (records) => stopInOrder(records))
    this.leaveOnExit()
  }

  /** From now on they do not outlive this process, should it end without having stopped them. */
  killOnExit(): void {
    process.on('exit', this.#killAll)
  }

  /** From now on they outlive this process. */
  leaveOnExit(): void {
    process.off('exit', this.#killAll)
  }

  /** Rejects when a process ends that nobody stopped. */
  async watch(signal: AbortSignal): Promise<never> {
    for (;;) {
      this.#check()
      await sleep(pollMs * 5, undefined, { signal })
    }
  }

  /**
   * Waits until `check` is true; errors of it count as "not yet".
   * Rejects when a process ends meanwhile, with the end of its log, and when the time is over.
   */
  async waitFor(what: string, check: () => Promise<boolean>, options: WaitOptions = {}): Promise<void> {
    const { timeoutSeconds = 60, signal, about } = options
    const deadline = Date.now() + timeoutSeconds * 1000
    let last: unknown
    for (;;) {
      signal?.throwIfAborted()
      this.#check()
      try {
        if (await check()) return
      } catch (error) {
        last = error
      }
      if (Date.now() > deadline) {
        const log = about === undefined ? undefined : this.#running.get(about)?.record.log
        const why = last instanceof Error ? ` (${last.message})` : ''
        throw new SandboxError(
          'NotReadyInTime',
          `${what} took more than ${timeoutSeconds} s${why}.${log === undefined ? '' : `\nThe end of ${log}:\n${logTail(log)}`}`,
        )
      }
      await sleep(pollMs, undefined, { signal })
    }
  }

  async #end(names: readonly string[], end: (records: readonly ProcessRecord[]) => Promise<void>) {
    for (const name of names) this.#stopping.add(name)
    await end(this.records().filter((record) => names.includes(record.name)))
    for (const name of names) {
      this.#running.delete(name)
      this.#stopping.delete(name)
    }
    this.#record(this.records())
  }

  #check(): void {
    for (const [running, managed] of this.#running) {
      const how = this.#stopping.has(running) ? undefined : managed.ended()
      if (how === undefined) continue
      const { name, log } = managed.record
      throw new SandboxError(
        'ComponentFailed',
        `${name} ended by itself: ${how}.\nThe end of ${log}:\n${logTail(log)}`,
      )
    }
  }
}
