/**
 * Metrics of the webhooks, under controller-runtime's names so that its dashboards work.
 * @module
 */
import type { MiddlewareHandler } from 'hono'
import { Gauge, Histogram, type Registry } from 'prom-client'
import type { Answer } from '../../../webhooks/response.ts'
import type { AdmissionRequest } from '../../../webhooks/review.ts'
import { tally } from './tally.ts'

/** 0.5 ms … 5 s: controller-runtime's own buckets start at 10 ns, where no answer lies. Seconds */
const buckets = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5]

export interface WebhookMetrics {
  /** Times and counts every request that passes through; the label `webhook` is the path. */
  readonly middleware: MiddlewareHandler
  /** The same for a request to one of the paths that passes by itself; to be called with its HTTP status. */
  readonly begin: (path: string) => (status: number) => void
  readonly onAnswer: (path: string, request: AdmissionRequest, answer: Answer) => void
  /** A request was turned away unread. */
  readonly onShed: (path: string) => void
}

export function webhookMetrics(registry: Registry, paths: readonly string[]): WebhookMetrics {
  const registers = [registry]
  const latency = new Histogram({
    name: 'controller_runtime_webhook_latency_seconds',
    help: 'Time to answer an admission request',
    labelNames: ['webhook'],
    buckets,
    registers,
  })
  const countRequest = tally({
    name: 'controller_runtime_webhook_requests_total',
    help: 'Admission requests by HTTP status',
    labelNames: ['webhook', 'code'],
    registers,
  })
  /** Told when somebody asks, as the counters are: it changes twice with each request. */
  const inFlight = new Map(paths.map((path) => [path, 0]))
  new Gauge({
    name: 'controller_runtime_webhook_requests_in_flight',
    help: 'Admission requests being answered',
    labelNames: ['webhook'],
    registers,
    collect() {
      for (const [webhook, count] of inFlight) this.set({ webhook }, count)
    },
  })
  const enter = (webhook: string, by: number) => inFlight.set(webhook, (inFlight.get(webhook) ?? 0) + by)
  const countDecision = tally({
    name: 'fitgate_decisions_total',
    help: 'Decisions at admission by kind, verdict and whether the request was allowed',
    labelNames: ['webhook', 'kind', 'verdict', 'allowed'],
    registers,
  })
  const countShed = tally({
    name: 'fitgate_webhook_shed_total',
    help: 'Admission requests that were turned away because too many were in flight',
    labelNames: ['webhook'],
    registers,
  })
  for (const webhook of paths) {
    countShed([webhook], 0)
    countRequest([webhook, '200'], 0)
  }

  const begin = (webhook: string) => {
    const began = performance.now()
    enter(webhook, 1)
    return (status: number) => {
      enter(webhook, -1)
      latency.observe({ webhook }, (performance.now() - began) / 1000)
      countRequest([webhook, String(status)])
    }
  }
  return {
    begin,
    async middleware(c, next) {
      // Anything else is a client's invention, and would make a label of its own each.
      if (!paths.includes(c.req.path)) return next()
      const end = begin(c.req.path)
      try {
        await next()
      } finally {
        end(c.res.status)
      }
    },
    onShed(webhook) {
      // as above: whatever is asked for is turned away while too much is in flight
      if (paths.includes(webhook)) countShed([webhook])
    },
    onAnswer(webhook, request, answer) {
      const verdict = answer.audit?.decision
      if (verdict === undefined) return
      countDecision([webhook, request.kind.kind, verdict, String(answer.allowed)])
    },
  }
}
