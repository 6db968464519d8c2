/**
 * `resourceUsage.memoryUsage` in the engine's own words: the share of each GPU that it has taken, and what its cache holds.
 * Source: vLLM fills its cache up to `gpu_memory_utilization` of a device, and holds that as long as it runs.
 * @module
 */
import type { Candidate } from '../../decide/decision.ts'
import { formatGiB } from '../../vocabulary/quantity.ts'
import { cacheConfigs } from '../learning/cache-config.ts'
import { cacheTokens } from '../learning/cache-tokens.ts'

/**
 * `172.8 of 192.0 GiB of each GPU; KV cache of 455,008 tokens`; `undefined` where the metrics tell neither.
 *
 * @param totalGiB memory of a device, where that is known
 */
export function memoryUsage(
  metrics: string,
  { engine, settings }: Pick<Candidate, 'engine' | 'settings'>,
  totalGiB: number | undefined,
): string | undefined {
  const share = Number(cacheConfigs(metrics)[0]?.get('gpu_memory_utilization'))
  // with a cache of a size that was asked for the share means nothing
  const isMeant = share > 0 && share <= 1 && settings.kvCacheMemoryBytes === undefined
  const taken =
    totalGiB === undefined
      ? `${Math.round(share * 100)} %`
      : `${formatGiB(share * totalGiB)} of ${formatGiB(totalGiB)} GiB`
  const tokens = cacheTokens(engine.backend, metrics)
  const words = [
    ...(isMeant ? [`${taken} of each GPU`] : []),
    ...(tokens === undefined ? [] : [`KV cache of ${tokens.toLocaleString('en-US')} tokens`]),
  ]
  return words.length === 0 ? undefined : words.join('; ')
}
