import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

const root = fileURLToPath(new URL('../../', import.meta.url))

function textsOf(folder: string, ending: RegExp): readonly string[] {
  return readdirSync(root + folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => ending.test(name))
    .map((name) => readFileSync(`${root}${folder}/${name}`, 'utf8'))
}

const registered = new Set(
  textsOf('src/server/metrics', /\.ts$/).flatMap((text) =>
    [
      ...text.matchAll(
        /'((?:fitgate|controller_runtime|workqueue|leader_election|rest_client|certwatcher)_[a-z_]+)'/g,
      ),
    ].map(([, name]) => name),
  ),
)

it('every metric of controller-runtime and client-go that dashboards expect is there', () => {
  const usual = {
    controller_runtime: [
      'reconcile_total',
      'reconcile_errors_total',
      'terminal_reconcile_errors_total',
      'reconcile_panics_total',
      'reconcile_timeouts_total',
      'reconcile_time_seconds',
      'max_concurrent_reconciles',
      'active_workers',
      'webhook_latency_seconds',
      'webhook_requests_total',
      'webhook_requests_in_flight',
    ],
    workqueue: [
      'depth',
      'adds_total',
      'queue_duration_seconds',
      'work_duration_seconds',
      'unfinished_work_seconds',
      'longest_running_processor_seconds',
      'retries_total',
    ],
    leader_election: ['master_status'],
    rest_client: ['requests_total'],
    certwatcher: ['read_certificate_total', 'read_certificate_errors_total'],
  }
  const names = Object.entries(usual).flatMap(([area, all]) => all.map((name) => `${area}_${name}`))
  expect(names.filter((name) => !registered.has(name))).toEqual([])
})

it('every metric that alerts, dashboards or the README name is one that is registered', () => {
  const written = [...textsOf('manifests', /\.(ya?ml|json)$/), readFileSync(`${root}README.md`, 'utf8')]
  const named = new Set(written.flatMap((text) => text.match(/\bfitgate_[a-z_]+/g) ?? []))
  const base = (name: string) => (registered.has(name) ? name : name.replace(/_(bucket|sum|count)$/, ''))
  expect(named.size).toBeGreaterThan(0)
  expect([...named].filter((name) => !registered.has(base(name)))).toEqual([])
})
