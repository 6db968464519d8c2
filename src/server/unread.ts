/**
 * What a client still sends when its answer is made. A connection that is closed under it breaks, and the answer is lost with it.
 * @module
 */
import type { IncomingMessage } from 'node:http'
import { setTimeout } from 'node:timers/promises'

/** Who is not done by then sends without end, or not at all. ms */
const patience = 500

/** Takes in the rest of a request and drops it; resolves when it has come, or when waiting longer is of no use. */
export async function dropRest(request: IncomingMessage): Promise<void> {
  if (request.complete || request.destroyed) return
  const waiting = new AbortController()
  const enough = () => waiting.abort()
  // whoever read the beginning holds back the rest
  request.removeAllListeners('data').once('end', enough).once('close', enough).resume()
  await setTimeout(patience, undefined, { signal: waiting.signal }).catch(() => {})
}
