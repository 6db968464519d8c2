/**
 * One controller: a queue and its workers, alive only while this process leads.
 * @module
 */
import { type ReconcileResult, runWorkers, type Workers } from '../kube/controller.ts'
import type { Lane } from '../kube/lanes.ts'
import { WorkQueue } from '../kube/queue.ts'
import type { Log } from './log.ts'
import type { Metrics } from './metrics.ts'

export interface ControllerOptions {
  readonly name: string
  readonly metrics: Metrics
  readonly log: Log
  readonly reconcile: (key: string) => Promise<ReconcileResult>
  /** Keys worked on at a time. Default 4. */
  readonly workers?: number
}

export class Controller {
  readonly #options: Required<ControllerOptions>
  #queue: WorkQueue | undefined
  #workers: Workers | undefined

  constructor(options: ControllerOptions) {
    this.#options = { workers: 4, ...options }
  }

  /** Something about the object changed. Without a term nobody looks: whoever begins one is given every key. */
  touch(key: string, lane: Lane = 'normal'): void {
    this.#queue?.add(key, lane)
  }

  /** Begins a term with these keys. */
  begin(keys: Iterable<string>): void {
    const { name, metrics, log, reconcile, workers } = this.#options
    const queue = new WorkQueue({ hooks: metrics.queue(name) })
    const hooks = metrics.controller(name, workers)
    this.#queue = queue
    this.#workers = runWorkers({
      queue,
      reconcile,
      workers,
      hooks: {
        ...hooks,
        onReconciled(reconciled) {
          hooks.onReconciled?.(reconciled)
          const { key, outcome, error, retryMs } = reconciled
          if (outcome === 'error')
            log.warn({ controller: name, key, err: error, retryMs }, 'reconcile failed')
        },
      },
    })
    // Whatever changes meanwhile goes before what was there already.
    for (const key of keys) queue.add(key, 'low')
  }

  /** Ends the term; resolves when the last reconcile has ended. */
  async end(): Promise<void> {
    const workers = this.#workers
    this.#queue = undefined
    this.#workers = undefined
    await workers?.stop()
  }
}
