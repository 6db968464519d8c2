import { Registry } from 'prom-client'
import { expect, it } from 'vitest'
import { gpuWorkloadMetrics } from '../../../src/server/metrics/gpu-workloads.ts'

it('GPUWorkloads are measured by the names of upstream', async () => {
  const registry = new Registry()
  const hooks = gpuWorkloadMetrics(registry)
  expect(await registry.metrics()).toContain('warp_gpuworkload_failed_total{reason="no_suitable_node"} 0')
  hooks.onScheduled('random')
  hooks.onFailed('job_creation_failed')
  hooks.onRetry()
  hooks.onReconciled('success', 0.2)
  const text = await registry.metrics()
  for (const line of [
    'warp_gpuworkload_scheduled_total{strategy="random"} 1',
    'warp_gpuworkload_failed_total{reason="job_creation_failed"} 1',
    'warp_gpuworkload_retries_total 1',
    'warp_gpuworkload_reconcile_duration_seconds_count{result="success"} 1',
  ])
    expect(text).toContain(line)
})
