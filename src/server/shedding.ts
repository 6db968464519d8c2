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
  /** Bytes of bodies that may be in flight at once. Default 64 MiB, of the 256 MiB that a webhook's container may hold. */
  readonly bytes?: number
  /** Told of each request that was turned away. Default: nobody. */
  readonly onShed?: (path: string) => void
}

/** A first request is always let in, however large. */
export function shedding(options: SheddingOptions = {}): MiddlewareHandler {
  const { requests = 500, bytes = 64 * 2 ** 20, onShed } = options
  let requestsInFlight = 0
  let bytesInFlight = 0
  return async (c, next) => {
    const size = sizeOf(c.req.header('content-length'))
    const isFull = requestsInFlight >= requests || bytesInFlight + size > bytes
    if (requestsInFlight > 0 && isFull) {
      onShed?.(c.req.path)
      return c.text('too many reviews at once; try again\n', 429, { 'retry-after': '1' })
    }
    requestsInFlight++
    bytesInFlight += size
    try {
      return await next()
    } finally {
      requestsInFlight--
      bytesInFlight -= size
    }
  }
}

/** What a body may take: as much as it says, and no more than is read of it. One that does not say may take the most. */
function sizeOf(declared: string | undefined): number {
  const length = Number(declared ?? maxBodyBytes)
  return Number.isFinite(length) ? Math.min(Math.max(length, 0), maxBodyBytes) : maxBodyBytes
}
