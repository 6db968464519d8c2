import { Hono } from 'hono'
import { Registry } from 'prom-client'
import { describe, expect, it } from 'vitest'
import { healthApp } from '../../../src/server/health.ts'
import { controllerMetrics } from '../../../src/server/metrics/controllers.ts'
import { createRegistry, metricsApp, snapshotAge } from '../../../src/server/metrics/process.ts'
import { webhookMetrics } from '../../../src/server/metrics/webhooks.ts'
import { creating, endpoint } from '../../webhooks/builders.ts'

describe('webhook metrics', () => {
  it('count requests by path and status, and no path that is not a webhook', async () => {
    const registry = new Registry()
    const metrics = webhookMetrics(registry, ['/mutate'])
    const app = new Hono().use(metrics.middleware).post('/mutate', (c) => c.text('', 413))
    await app.request('/mutate', { method: 'POST' })
    await app.request('/etc/passwd')
    for (const path of ['/mutate', '/etc/passwd']) metrics.onShed(path)
    const text = await registry.metrics()
    expect(text).toContain('fitgate_webhook_shed_total{webhook="/mutate"} 1')
    expect(text).toContain('controller_runtime_webhook_requests_total{webhook="/mutate",code="413"} 1')
    expect(text).toContain('controller_runtime_webhook_requests_in_flight{webhook="/mutate"} 0')
    expect(text).toContain('controller_runtime_webhook_latency_seconds_count{webhook="/mutate"} 1')
    expect(text).not.toContain('passwd')
  })

  it('count decisions', async () => {
    const registry = new Registry()
    const { onAnswer } = webhookMetrics(registry, ['/validate'])
    onAnswer('/validate', creating(endpoint()), { allowed: false, audit: { decision: 'DoesNotFit' } })
    onAnswer('/validate', creating(endpoint()), { allowed: true })
    expect(await registry.metrics()).toContain(
      'fitgate_decisions_total{webhook="/validate",kind="AIMEndpoint",verdict="DoesNotFit",allowed="false"} 1',
    )
  })
})

describe('controller metrics', () => {
  it('are there with zero before anything happened, and count what the hooks tell', async () => {
    const registry = new Registry()
    const metrics = controllerMetrics(registry)
    const controller = metrics.controller('aimendpoint', 4)
    const queue = metrics.queue('aimendpoint')
    const reflector = metrics.reflector('nodes')
    const before = await registry.metrics()
    expect(before).toContain('controller_runtime_reconcile_total{controller="aimendpoint",result="error"} 0')
    expect(before).toContain('workqueue_adds_total{name="aimendpoint"} 0')

    const failed = { key: 'a/b', outcome: 'error', seconds: 1, terminal: true } as const
    controller.onReconciled?.({ ...failed, panicked: true, timedOut: true })
    queue.onOpened?.({ unfinishedSeconds: 7, longestWorkSeconds: 5 })
    queue.onDepth?.(3)
    const changes = { added: 1, modified: 2, deleted: 3 }
    reflector.onList?.({ items: 5, first: true, changes })
    reflector.onList?.({ items: 5, first: false, changes })
    metrics.onRequest({ verb: 'get', method: 'GET', code: 200, resource: 'pods', host: 'h' })
    metrics.leader('fitgate', true)
    const after = await registry.metrics()
    for (const line of [
      'controller_runtime_reconcile_total{controller="aimendpoint",result="error"} 1',
      'controller_runtime_reconcile_errors_total{controller="aimendpoint"} 1',
      'controller_runtime_terminal_reconcile_errors_total{controller="aimendpoint"} 1',
      'controller_runtime_max_concurrent_reconciles{controller="aimendpoint"} 4',
      'controller_runtime_reconcile_panics_total{controller="aimendpoint"} 1',
      'controller_runtime_reconcile_timeouts_total{controller="aimendpoint"} 1',
      'workqueue_unfinished_work_seconds{name="aimendpoint"} 7',
      'workqueue_longest_running_processor_seconds{name="aimendpoint"} 5',
      'workqueue_depth{name="aimendpoint"} 3',
      'fitgate_reflector_lists_total{kind="nodes"} 2',
      'fitgate_reflector_missed_total{kind="nodes"} 6',
      'rest_client_requests_total{code="200",method="GET",host="h"} 1',
      'leader_election_master_status{name="fitgate"} 1',
    ]) {
      expect(after).toContain(line)
    }
  })
})

it('a snapshot that is not there has no age', async () => {
  const registry = createRegistry()
  snapshotAge(registry, () => undefined)
  const answered = await metricsApp(registry).request('/metrics')
  expect(answered.headers.get('content-type')).toContain('text/plain')
  const text = await answered.text()
  expect(text).toMatch(/^fitgate_snapshot_age_seconds nan$/im)
  expect(text).toContain('process_resident_memory_bytes')
})

it('health says what is missing', async () => {
  const missing: string[] = ['no snapshot yet', 'no certificate yet']
  const app = healthApp(() => missing)
  expect((await app.request('/healthz')).status).toBe(200)
  const unready = await app.request('/readyz')
  expect(unready.status).toBe(503)
  expect(await unready.text()).toBe('not ready: no snapshot yet; no certificate yet\n')
  missing.length = 0
  expect((await app.request('/readyz')).status).toBe(200)
})
