/**
 * How many tokens an engine's KV cache really holds, from its metrics.
 * Source: vLLM 0.11.0-0.33.0 (`vllm:cache_config_info`; tokens themselves where it names them), SGLang 0.5.9-0.5.23.
 * @module
 */
import type { Engine } from '../../engines/settings.ts'
import { cacheConfigs } from './cache-config.ts'
import { samplesOf } from './samples.ts'

/** The least of all ranks, as it is the one that decides; `undefined` where the metrics do not tell. */
export function cacheTokens(backend: Engine['backend'], metrics: string): number | undefined {
  const found = backend === 'vllm' ? vllmTokens(metrics) : sglangTokens(metrics)
  return found.length === 0 ? undefined : Math.min(...found)
}

/** A whole number above 0. */
function counted(text: string | undefined): number | undefined {
  const count = Number(text)
  return text !== undefined && Number.isSafeInteger(count) && count > 0 ? count : undefined
}

function vllmTokens(metrics: string): readonly number[] {
  return cacheConfigs(metrics).flatMap((config) => {
    const label = (name: string) => counted(/^(\d{1,15})(?:\.0)?$/.exec(config.get(name) ?? '')?.[1])
    const tokens = label('kv_cache_size_tokens')
    if (tokens !== undefined) return tokens
    const [blocks, size] = [label('num_gpu_blocks'), label('block_size')]
    return blocks === undefined || size === undefined ? [] : blocks * size
  })
}

function sglangTokens(metrics: string): readonly number[] {
  return samplesOf(metrics, 'sglang:max_total_num_tokens').flatMap(
    (line) => counted(/ ([\d.e+]{1,24})(?: \d{1,20})?\s?$/.exec(line)?.[1]) ?? [],
  )
}
