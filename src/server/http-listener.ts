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

export async function listenHttp(
  listen: Address,
  registry: Registry,
  log: Log,
  missing: Readiness,
): Promise<Host> {
  const app = new Hono().route('/', healthApp(missing)).route('/', metricsApp(registry))
  const host = await serve({ ...listen, fetch: app.fetch })
  log.info({ port: host.port }, 'health: listening')
  return host
}
