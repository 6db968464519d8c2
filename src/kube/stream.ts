/**
 * The body of a long answer, with an ear for silence: a connection that died without a word looks like a quiet one.
 * @module
 */
import type { IncomingMessage } from 'node:http'
import { ApiError } from './api-error.ts'

/**
 * Chunks until the server ends the body or `signal` fires.
 * @throws ApiError `Silent` after `silenceMs` without a byte, `Unreachable` when the connection breaks
 */
export async function* chunksOf(
  response: IncomingMessage,
  silenceMs: number,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array, void, undefined> {
  let silent = false
  const stop = () => response.destroy()
  const giveUp = () => {
    silent = true
    stop()
  }
  let timer = setTimeout(giveUp, silenceMs)
  signal.addEventListener('abort', stop, { once: true })
  if (signal.aborted) stop()
  try {
    for await (const chunk of response) {
      clearTimeout(timer)
      yield chunk
      // The consumer's own time does not count as the server's silence.
      timer = setTimeout(giveUp, silenceMs)
    }
    if (!response.complete) throw new Error('the connection closed inside the answer')
  } catch (cause) {
    if (signal.aborted) return
    throw silent
      ? new ApiError({ code: 0, reason: 'Silent', message: `watch: silent for ${silenceMs / 1000} s` })
      : new ApiError({ code: 0, reason: 'Unreachable', message: `watch: ${String(cause)}`, cause })
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', stop)
    response.destroy()
  }
}
