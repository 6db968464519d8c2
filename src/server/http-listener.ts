/**
 * The plain HTTP listener of every role: `/healthz`, `/readyz`, `/metrics`. Nothing secret passes here.
 * @module
 */
import { Hono } from 'hono'
import type { Registry } from 'prom-client'
import { healthApp, type Readiness } from './health.ts'
import { type Address, type Host, serve } from './host.ts'
import type { Log } from './log.ts'
import { metricsApp } from './metrics/process.ts'

/** `/healthz`, `/readyz` and `/metrics`, for whatever port. */
export function healthPaths(registry: Registry, missing: Readiness, remarks?: Readiness): Hono {
  return new Hono().route('/', healthApp(missing, remarks)).route('/', metricsApp(registry))
}

export async function listenHttp(
  listen: Address,
  registry: Registry,
  log: Log,
  missing: Readiness,
  remarks?: Readiness,
): Promise<Host> {
  const host = await serve({ ...listen, fetch: healthPaths(registry, missing, remarks).fetch })
  log.info({ port: host.port }, 'health: listening')
  return host
}
