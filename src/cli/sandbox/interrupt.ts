/**
 * Ctrl-C, SIGTERM and a closed terminal as an abort signal. Further ones are ignored: the launcher and the terminal both send
 * theirs, and stopping is under way.
 * @module
 */
import process from 'node:process'

const names = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

export interface Interrupt {
  readonly signal: AbortSignal
  /** Resolves when it comes. */
  readonly happened: Promise<void>
  /** Gives the signals back to the system. */
  dispose(): void
}

export function listenForInterrupt(): Interrupt {
  const controller = new AbortController()
  const { promise, resolve } = Promise.withResolvers<void>()
  const listener = () => {
    controller.abort(new Error('interrupted'))
    resolve()
  }
  for (const name of names) process.on(name, listener)
  return {
    signal: controller.signal,
    happened: promise,
    dispose() {
      for (const name of names) process.off(name, listener)
    },
  }
}
