/**
 * The webhooks as a server: the pure app with its context, metrics and log.
 * @module
 */
import { Hono } from 'hono'
import type { Registry } from 'prom-client'
import { webhookApp, webhookPaths } from '../../webhooks/app.ts'
import type { AnswerOptions } from '../../webhooks/replies.ts'
import { type Reviewing, reviewing } from '../../webhooks/reviewer.ts'
import type { CertificateSource } from './certificates/source.ts'
import { directReviews } from './direct-reviews.ts'
import type { DirectHandler } from './host.ts'
import { type HttpsListener, listenHttps } from './https-listener.ts'
import type { Log } from './log.ts'
import { snapshotAge } from './metrics/process.ts'
import { webhookMetrics } from './metrics/webhooks.ts'
import type { RoleOptions, WebhookListenOptions } from './role.ts'
import { gateOf, type SheddingOptions, shedding } from './shedding.ts'
import type { SnapshotHolder } from './snapshot/freshness.ts'
import { rehearsed } from './snapshot/rehearsal.ts'

export interface WebhookServerOptions extends RoleOptions, WebhookListenOptions {
  readonly holder: SnapshotHolder
  readonly certificates: CertificateSource
  readonly registry: Registry
}

/** The webhooks for any host, and a quicker way to the same for hosts on `node:http`. */
export interface InstrumentedWebhooks {
  readonly app: Hono
  readonly direct: DirectHandler
}

export function instrumentedWebhooks(
  holder: SnapshotHolder,
  registry: Registry,
  log: Log,
  limits: SheddingOptions = {},
): InstrumentedWebhooks {
  const metrics = webhookMetrics(registry, webhookPaths)
  snapshotAge(registry, () => holder.ageSeconds())
  const gate = gateOf({ ...limits, onShed: metrics.onShed })
  const getContext = rehearsed({
    newest: () => holder.context(),
    rehearse: (context) => rehearse(context),
  })
  const options: AnswerOptions = {
    getContext,
    onAnswer(path, uid, request, answer) {
      metrics.onAnswer(path, request, answer)
      const { kind, operation, namespace, name, dryRun } = request
      const level = answer.allowed ? 'debug' : 'info'
      const { allowed, audit } = answer
      log[level]({ path, uid, kind: kind.kind, operation, namespace, name, dryRun, allowed, audit }, 'review')
    },
    onError: (path, { uid, kind, namespace, name }, error) =>
      log.error({ err: error, path, uid, kind: kind.kind, namespace, name }, 'review failed'),
  }
  const { review, rehearse }: Reviewing = reviewing(options)
  return {
    app: webhookApp({ ...options, before: [metrics.middleware, shedding(gate)], review }),
    direct: directReviews({ paths: webhookPaths, review, gate, begin: metrics.begin }),
  }
}

/** @param beside what else the port answers to, such as `/healthz` where there is no other port for it */
export function listenWebhooks(options: WebhookServerOptions, beside?: Hono): HttpsListener {
  const { holder, registry, log, listen, certificates } = options
  const webhooks = instrumentedWebhooks(holder, registry, log, { requests: options.maxInFlight })
  // not as a route, which would leave what nobody knows without the webhooks' words
  const app = beside
    ? new Hono().route('/', beside).notFound((c) => webhooks.app.fetch(c.req.raw))
    : webhooks.app
  return listenHttps({
    fetch: app.fetch,
    direct: webhooks.direct,
    listen,
    certificates,
    registry,
    log,
    what: 'webhooks',
  })
}
