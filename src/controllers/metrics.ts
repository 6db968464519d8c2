/**
 * Where the controllers report to: plain callbacks, so that nothing here knows a metrics library.
 * @module
 */
import type { ControllerHooks } from '../kube/controller.ts'
import type { QueueHooks } from '../kube/queue.ts'
import type { ReflectorHooks } from '../kube/reflector.ts'
import type { GPUWorkloadHooks } from './gpu-workload/reconcile.ts'
import type { CacheHooks } from './model-cache/controller.ts'

export interface Metrics {
  queue(name: string): QueueHooks
  /** @param workers reconciles that may run at once */
  controller(name: string, workers: number): ControllerHooks
  /** @param kind plural of what is watched */
  reflector(kind: string): ReflectorHooks
  leader(name: string, isLeader: boolean): void
  gpuWorkloads(): GPUWorkloadHooks
  caches(): CacheHooks
}
