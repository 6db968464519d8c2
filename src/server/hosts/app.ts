/**
 * The webhooks as a host without a cluster's network around it shows them: behind a secret path, asking for a client certificate, with
 * `/healthz` and `/readyz` in the open.
 * @module
 */
import { createHash, timingSafeEqual } from 'node:crypto'
import { Hono } from 'hono'
import { healthApp } from '../health.ts'
import { type ClientCertificates, hasClientCertificate } from './client-certificates.ts'
import type { SnapshotKeeper } from './keeper.ts'

export interface HostedAppOptions {
  /** The webhooks themselves, at the root. */
  readonly webhooks: Hono
  readonly keeper: SnapshotKeeper
  /** First segment of their path. Default: none, they are at the root. */
  readonly secretPath?: string
  /** Who may ask. Default: everybody. */
  readonly clientCertificates?: ClientCertificates
  /** Whether it is about to end, and nobody new should come. Default: never */
  readonly isDraining?: () => boolean
}

export function hostedApp(options: HostedAppOptions): Hono {
  const { webhooks, keeper, secretPath, clientCertificates, isDraining = () => false } = options
  const app = new Hono()
  app.route(
    '/',
    healthApp(() => [
      ...(isDraining() ? ['shutting down'] : []),
      ...(keeper.holder.current() ? [] : ['no snapshot yet']),
    ]),
  )
  app.use(async (c, next) => {
    // One answer for a wrong path and a wrong certificate: it does not tell which of them was right.
    if (secretPath !== undefined && !isSame(secretPath, c.req.path.split('/', 2)[1] ?? ''))
      return c.notFound()
    if (clientCertificates && !hasClientCertificate(c.req.raw, clientCertificates)) return c.notFound()
    await keeper.ready()
    return next()
  })
  // mounted, they see paths without the secret, so that no label and no log line has it
  if (secretPath === undefined) app.route('/', webhooks)
  else app.mount(`/${secretPath}`, webhooks.fetch)
  return app.notFound((c) => c.text('not found\n', 404))
}

/** In a time that does not tell how much of it is right. */
function isSame(secret: string, given: string): boolean {
  const hash = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(hash(secret), hash(given))
}
