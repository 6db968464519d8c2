/**
 * Workers that take keys from a queue and reconcile them, whatever happens.
 * @module
 */
import { ApiError, isConflict } from './api-error.ts'
import { systemClock } from './clock.ts'
import type { WorkQueue } from './queue.ts'

/** As controller-runtime counts them. */
export type ReconcileOutcome = 'success' | 'error' | 'requeue' | 'requeue_after'

export interface ReconcileResult {
  /** Look again after this, even if nothing happens. */
  readonly requeueAfterSeconds?: number
}

/** Trying again is pointless until the object changes. */
export class TerminalError extends Error {
  override readonly name = 'TerminalError'
}

/** The measures of `controller_runtime_*`. */
export interface ControllerHooks {
  readonly onReconciled?: (reconcile: {
    readonly key: string
    readonly outcome: ReconcileOutcome
    readonly seconds: number
    readonly error?: unknown
    readonly terminal: boolean
    /** The error is one of the program, such as a field of nothing: what Go calls a panic. */
    readonly panicked: boolean
    /** It ended after its time was up. */
    readonly timedOut: boolean
    /** Until the next attempt, after an error. */
    readonly retryMs?: number
  }) => void
  readonly onActive?: (workers: number) => void
}

export interface WorkerOptions {
  readonly queue: WorkQueue
  /**
   * Brings the world of one key to what it should be. The signal fires when its time is up, or when a stop has run out of
   * patience; the worker waits for it to end all the same, for no key is ever worked on twice at a time.
   */
  // biome-ignore lint/suspicious/noConfusingVoidType: most reconciles simply end.
  readonly reconcile: (key: string, signal: AbortSignal) => Promise<ReconcileResult | void>
  /** Keys worked on at a time. Default 4. */
  readonly workers?: number
  /** After this the signal of a reconcile fires. Default 300; `Infinity` for never. */
  readonly timeoutSeconds?: number
  readonly hooks?: ControllerHooks
}

export interface Workers {
  /**
   * Takes no more keys and waits for those being worked on; after `graceSeconds` their signal fires.
   * @param graceSeconds default 30
   */
  stop(graceSeconds?: number): Promise<void>
}

/** Starts the workers. An exception of `reconcile` or of a hook never ends one. */
export function runWorkers(options: WorkerOptions): Workers {
  const { queue, hooks = {}, workers = 4, timeoutSeconds = 300 } = options
  const impatience = new AbortController()
  let active = 0

  async function work(key: string): Promise<void> {
    hooks.onActive?.(++active)
    const began = performance.now()
    const limit = new AbortController()
    const cancel = systemClock.after(timeoutSeconds * 1000, () => limit.abort())
    const done = (
      outcome: ReconcileOutcome,
      more: { error?: unknown; terminal?: boolean; retryMs?: number } = {},
    ) =>
      hooks.onReconciled?.({
        key,
        outcome,
        seconds: (performance.now() - began) / 1000,
        terminal: false,
        panicked: isBug(more.error),
        timedOut: limit.signal.aborted,
        ...more,
      })
    try {
      const signal = AbortSignal.any([impatience.signal, limit.signal])
      const { requeueAfterSeconds = 0 } = (await options.reconcile(key, signal)) ?? {}
      queue.forget(key)
      if (requeueAfterSeconds > 0) queue.addAfter(key, requeueAfterSeconds * 1000)
      done(requeueAfterSeconds > 0 ? 'requeue_after' : 'success')
    } catch (error) {
      if (error instanceof TerminalError) {
        queue.forget(key)
        done('error', { error, terminal: true })
      } else {
        const retryMs = queue.retry(key, askedMs(error))
        // A lost race is no error: the next attempt sees the winner.
        done(isConflict(error) ? 'requeue' : 'error', { error, retryMs })
      }
    } finally {
      cancel()
      queue.done(key)
      hooks.onActive?.(--active)
    }
  }

  async function run(): Promise<void> {
    for (let key = await queue.take(); key !== undefined; key = await queue.take()) {
      await work(key).catch((error) => console.error(error))
    }
  }

  const running = Promise.all(Array.from({ length: workers }, run))
  return {
    async stop(graceSeconds = 30) {
      queue.close()
      const timer = setTimeout(() => impatience.abort(), graceSeconds * 1000)
      await running
      clearTimeout(timer)
    },
  }
}

/** Errors that no API server and no network causes. */
function isBug(error: unknown): boolean {
  return [TypeError, RangeError, ReferenceError, SyntaxError].some((kind) => error instanceof kind)
}

function askedMs(error: unknown): number {
  return error instanceof ApiError ? (error.retryAfterSeconds ?? 0) * 1000 : 0
}
