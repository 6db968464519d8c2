/**
 * Metrics of caches of models: how fetches end, what arrives, and what goes.
 * @module
 */
import { Counter, Gauge, type Registry } from 'prom-client'
import type { CacheHooks } from '../../controllers/model-cache/controller.ts'

/** How a fetch may end, in the words of statuses. Always shown, so that the first of its kind is a change. */
const usualOutcomes = [
  'Verified',
  'InsufficientCapacity',
  'AuthRequired',
  'NotFound',
  'RateLimited',
  'Unavailable',
  'Stalled',
  'ChecksumMismatch',
  'ResultMissing',
] as const

export function modelCacheMetrics(registry: Registry): CacheHooks {
  const registers = [registry]
  const counter = (name: string, help: string, ...labelNames: string[]) =>
    new Counter({ name: `fitgate_cache_${name}`, help, labelNames, registers })
  const fetches = counter('fetches_total', 'Fetches of a model that have ended, by how', 'outcome')
  const fetched = counter('fetched_bytes_total', 'Bytes of the models that were put on volumes')
  const evictions = counter('evictions_total', 'Models that were removed from volumes, by why', 'reason')
  const evicted = counter('evicted_bytes_total', 'Bytes of the models that were removed from volumes')
  for (const outcome of usualOutcomes) fetches.inc({ outcome }, 0)
  const progress = new Gauge({
    name: 'fitgate_cache_fetch_progress_ratio',
    help: 'How much of what is fetched is there, of caches that fetch',
    labelNames: ['kind', 'namespace', 'name'],
    registers,
  })
  return {
    onProgress(cache, share) {
      const [kind = '', namespace = '', name = ''] = cache.split('/')
      if (share === undefined) progress.remove({ kind, namespace, name })
      else progress.set({ kind, namespace, name }, share)
    },
    onCounted(count) {
      if (count.what === 'fetch') {
        fetches.inc({ outcome: count.outcome })
        fetched.inc(count.bytes)
      } else {
        evictions.inc({ reason: count.reason })
        evicted.inc(count.bytes)
      }
    },
  }
}
