/**
 * Metrics of GPUWorkloads, by the names of the upstream project.
 * @module
 */
import { Counter, Histogram, type Registry } from 'prom-client'
import type { GPUWorkloadHooks } from '../../controllers/gpu-workload/reconcile.ts'

/** Those of upstream are always shown, counted or not. */
const upstreamReasons = ['no_suitable_node', 'job_creation_failed'] as const

export function gpuWorkloadMetrics(registry: Registry): GPUWorkloadHooks {
  const registers = [registry]
  const name = (rest: string) => `warp_gpuworkload_${rest}`
  const scheduled = new Counter({
    name: name('scheduled_total'),
    help: 'GPUWorkloads that were given a node',
    labelNames: ['strategy'],
    registers,
  })
  const failed = new Counter({
    name: name('failed_total'),
    help: 'GPUWorkloads that were given up, by what the last attempt failed of',
    labelNames: ['reason'],
    registers,
  })
  const retries = new Counter({ name: name('retries_total'), help: 'Attempts after a failed one', registers })
  const duration = new Histogram({
    name: name('reconcile_duration_seconds'),
    help: 'Time of a reconcile',
    labelNames: ['result'],
    // the default buckets of the Go client, as upstream has them
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers,
  })
  for (const reason of upstreamReasons) failed.inc({ reason }, 0)
  return {
    onScheduled: (strategy) => scheduled.inc({ strategy }),
    onFailed: (reason) => failed.inc({ reason }),
    onRetry: () => retries.inc(),
    onReconciled: (result, seconds) => duration.observe({ result }, seconds),
  }
}
