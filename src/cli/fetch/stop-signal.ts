/**
 * Stops on SIGTERM and SIGINT, leaving everything so that the next attempt goes on.
 * @module
 */
import process from 'node:process'

export function stopSignal(): { readonly signal: AbortSignal; dispose(): void } {
  const controller = new AbortController()
  // the second signal ends the process the hard way, as the listeners are gone
  const dispose = () => {
    process.off('SIGTERM', stop)
    process.off('SIGINT', stop)
  }
  const stop = () => {
    dispose()
    controller.abort()
  }
  process.on('SIGTERM', stop)
  process.on('SIGINT', stop)
  return { signal: controller.signal, dispose }
}
