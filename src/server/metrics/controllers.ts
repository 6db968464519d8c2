/**
 * Metrics of controllers, queues, watches and the API client: adapters from the plain callbacks of `src/kube` to the names that
 * controller-runtime and client-go made usual.
 * @module
 */
import { Counter, Gauge, Histogram, type Registry } from 'prom-client'
import type { GPUWorkloadHooks } from '../../controllers/gpu-workload/reconcile.ts'
import type { CacheHooks } from '../../controllers/model-cache/controller.ts'
import type { RequestOutcome } from '../../kube/client.ts'
import type { ControllerHooks } from '../../kube/controller.ts'
import type { QueueGauges, QueueHooks } from '../../kube/queue.ts'
import type { ReflectorHooks } from '../../kube/reflector.ts'
import { gpuWorkloadMetrics } from './gpu-workloads.ts'
import { modelCacheMetrics } from './model-caches.ts'

/** What `src/kube` and the controllers are handed. */
export interface ControllerMetrics {
  queue(name: string): QueueHooks
  /** @param workers reconciles that may run at once */
  controller(name: string, workers: number): ControllerHooks
  /** @param kind plural of what is watched */
  reflector(kind: string): ReflectorHooks
  readonly onRequest: (outcome: RequestOutcome) => void
  leader(name: string, isLeader: boolean): void
  gpuWorkloads(): GPUWorkloadHooks
  caches(): CacheHooks
}

/** client-go's: 10 ns to 10 s by tens, of which the lower half is never met here. Seconds */
const queueBuckets = [0.0001, 0.001, 0.01, 0.1, 1, 10, 60]
/** controller-runtime's. Seconds */
const reconcileBuckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60]
const results = ['success', 'error', 'requeue', 'requeue_after'] as const

export function controllerMetrics(registry: Registry): ControllerMetrics {
  const registers = [registry]
  const counter = (name: string, help: string, ...labelNames: string[]) =>
    new Counter({ name, help, labelNames, registers })
  const gauge = (name: string, help: string, ...labelNames: string[]) =>
    new Gauge({ name, help, labelNames, registers })
  const histogram = (name: string, help: string, buckets: number[], ...labelNames: string[]) =>
    new Histogram({ name, help, buckets, labelNames, registers })

  const depth = gauge('workqueue_depth', 'Keys waiting', 'name')
  const adds = counter('workqueue_adds_total', 'Keys added', 'name')
  const retries = counter('workqueue_retries_total', 'Keys put back after a failure', 'name')
  const waited = histogram('workqueue_queue_duration_seconds', 'Time a key waited', queueBuckets, 'name')
  const worked = histogram(
    'workqueue_work_duration_seconds',
    'Time a key was worked on',
    queueBuckets,
    'name',
  )
  const gpuWorkloads = gpuWorkloadMetrics(registry)
  const caches = modelCacheMetrics(registry)
  const queues = new Map<string, QueueGauges>()
  const measured = (name: string, help: string, read: (queue: QueueGauges) => number) =>
    new Gauge({
      name,
      help,
      labelNames: ['name'],
      registers,
      collect() {
        for (const [queue, gauges] of queues) this.set({ name: queue }, read(gauges))
      },
    })
  measured(
    'workqueue_unfinished_work_seconds',
    'Work in progress, summed over its keys',
    ({ unfinishedSeconds }) => unfinishedSeconds,
  )
  measured(
    'workqueue_longest_running_processor_seconds',
    'Work in progress, of the key that takes longest',
    ({ longestWorkSeconds }) => longestWorkSeconds,
  )

  const reconciles = counter('controller_runtime_reconcile_total', 'Reconciles', 'controller', 'result')
  const errors = counter('controller_runtime_reconcile_errors_total', 'Reconciles that failed', 'controller')
  const terminal = counter(
    'controller_runtime_terminal_reconcile_errors_total',
    'Reconciles that failed for good',
    'controller',
  )
  const panics = counter(
    'controller_runtime_reconcile_panics_total',
    'Reconciles that failed by an error of the program',
    'controller',
  )
  const timeouts = counter(
    'controller_runtime_reconcile_timeouts_total',
    'Reconciles that took longer than they may',
    'controller',
  )
  const time = histogram(
    'controller_runtime_reconcile_time_seconds',
    'Time of a reconcile',
    reconcileBuckets,
    'controller',
  )
  const workersMax = gauge('controller_runtime_max_concurrent_reconciles', 'Workers', 'controller')
  const active = gauge('controller_runtime_active_workers', 'Workers at work', 'controller')

  const lists = counter('fitgate_reflector_lists_total', 'Lists taken over', 'kind')
  const missed = counter('fitgate_reflector_missed_total', 'Changes that watches had missed', 'kind')
  const watchErrors = counter('fitgate_reflector_errors_total', 'Lists and watches that failed', 'kind')

  const requests = counter(
    'rest_client_requests_total',
    'Requests to the API server by status; code 0 is no answer',
    'code',
    'method',
    'host',
  )
  const leading = gauge('leader_election_master_status', '1 while this process leads', 'name')

  return {
    gpuWorkloads: () => gpuWorkloads,
    caches: () => caches,
    queue(name) {
      depth.set({ name }, 0)
      adds.inc({ name }, 0)
      retries.inc({ name }, 0)
      return {
        onOpened: (queue) => queues.set(name, queue),
        onDepth: (keys) => depth.set({ name }, keys),
        onAdd: () => adds.inc({ name }),
        onRetry: () => retries.inc({ name }),
        onTaken: (seconds) => waited.observe({ name }, seconds),
        onDone: (seconds) => worked.observe({ name }, seconds),
      }
    },
    controller(name, workers) {
      const controller = name
      for (const result of results) reconciles.inc({ controller, result }, 0)
      for (const metric of [errors, terminal, panics, timeouts]) metric.inc({ controller }, 0)
      active.set({ controller }, 0)
      workersMax.set({ controller }, workers)
      return {
        onActive: (count) => active.set({ controller }, count),
        onReconciled(reconcile) {
          reconciles.inc({ controller, result: reconcile.outcome })
          time.observe({ controller }, reconcile.seconds)
          if (reconcile.outcome === 'error') errors.inc({ controller })
          if (reconcile.terminal) terminal.inc({ controller })
          if (reconcile.panicked) panics.inc({ controller })
          if (reconcile.timedOut) timeouts.inc({ controller })
        },
      }
    },
    reflector(kind) {
      for (const metric of [lists, missed, watchErrors]) metric.inc({ kind }, 0)
      return {
        onList({ first, changes }) {
          lists.inc({ kind })
          if (!first) missed.inc({ kind }, changes.added + changes.modified + changes.deleted)
        },
        onError: () => watchErrors.inc({ kind }),
      }
    },
    onRequest: ({ code, method, host }) => requests.inc({ code: String(code), method, host }),
    leader: (name, isLeader) => leading.set({ name }, isLeader ? 1 : 0),
  }
}
