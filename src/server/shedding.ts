/**
 * Turning reviews away before their bodies are read, when too much is in flight already. One thread answers, so that what waits is memory.
 *
 * 429 with `Retry-After: 1`: the API server's client asks again after a second, perhaps another replica, for as long as the webhook's
 * timeout lasts, and then does what the failure policy says. A 503 would be treated alike; without the header it would give up at once.
 * @module
 */
import type { MiddlewareHandler } from 'hono'
import { maxBodyBytes } from '../../webhooks/body.ts'

export interface SheddingOptions {
  /** Requests that may be in flight at once. Default 500: the API servers of a large cluster, each with 100 connections. */
  readonly requests?: number | undefined
  /** Bytes of bodies that may be in flight at once. Default 32 MiB: what is read of it takes some three times as much, and a webhook's container may hold 256 MiB. */
  readonly bytes?: number
  /** Told of each request that was turned away. Default: nobody. */
  readonly onShed?: (path: string) => void
}

/** Counts what is in flight, whichever way it came. */
export interface Gate {
  /**
   * Lets a request in; a first one always, however large.
   *
   * @param declared its `content-length`
   * @returns what to call when it is answered or gone; `undefined` when it is turned away
   */
  enter(path: string, declared: string | undefined): (() => void) | undefined
}

/** What a request that is turned away is told. */
export const turnedAway = {
  status: 429,
  headers: { 'retry-after': '1', 'content-type': 'text/plain' },
  body: 'too many reviews at once; try again\n',
} as const

export function gateOf(options: SheddingOptions = {}): Gate {
  const { requests = 500, bytes = 32 * 2 ** 20, onShed } = options
  let requestsInFlight = 0
  let bytesInFlight = 0
  return {
    enter(path, declared) {
      const size = sizeOf(declared)
      const isFull = requestsInFlight >= requests || bytesInFlight + size > bytes
      if (requestsInFlight > 0 && isFull) {
        onShed?.(path)
        return undefined
      }
      requestsInFlight++
      bytesInFlight += size
      return () => {
        requestsInFlight--
        bytesInFlight -= size
      }
    },
  }
}

export function shedding(gate: Gate): MiddlewareHandler {
  return async (c, next) => {
    const leave = gate.enter(c.req.path, c.req.header('content-length'))
    if (leave === undefined) return c.body(turnedAway.body, turnedAway.status, turnedAway.headers)
    try {
      return await next()
    } finally {
      leave()
    }
  }
}

/** What a body may take: as much as it says, and no more than is read of it. One that does not say may take the most. */
function sizeOf(declared: string | undefined): number {
  const length = Number(declared ?? maxBodyBytes)
  return Number.isFinite(length) ? Math.min(Math.max(length, 0), maxBodyBytes) : maxBodyBytes
}
