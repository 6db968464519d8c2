/**
 * How many tokens an engine's KV cache really holds, from its metrics.
 * Source: vLLM 0.11.0-0.33.0 (`vllm:cache_config_info`; tokens themselves where it names them), SGLang 0.5.9-0.5.23.
 * @module
 */
import type { Engine } from '../../engines/settings.ts'

const names: Readonly<Record<Engine['backend'], string>> = {
  vllm: 'vllm:cache_config_info',
  sglang: 'sglang:max_total_num_tokens',
}

/** The least of all ranks, as it is the one that decides; `undefined` where the metrics do not tell. */
export function cacheTokens(backend: Engine['backend'], metrics: string): number | undefined {
  const read = backend === 'vllm' ? vllmTokens : sglangTokens
  const found = linesOf(metrics, names[backend]).flatMap((line) => read(line) ?? [])
  return found.length === 0 ? undefined : Math.min(...found)
}

/** The samples of one metric, at most one a rank of the largest deployments. */
function linesOf(metrics: string, name: string): readonly string[] {
  return metrics
    .split('\n')
    .filter((line) => line.startsWith(name) && '{ '.includes(line.charAt(name.length)))
    .slice(0, 1024)
}

/** A whole number above 0. */
function counted(text: string | undefined): number | undefined {
  const count = Number(text)
  return text !== undefined && Number.isSafeInteger(count) && count > 0 ? count : undefined
}

function vllmTokens(line: string): number | undefined {
  const label = (name: string) => counted(new RegExp(`[{,]${name}="(\\d{1,15})(?:\\.0)?"`).exec(line)?.[1])
  const tokens = label('kv_cache_size_tokens')
  if (tokens !== undefined) return tokens
  const [blocks, size] = [label('num_gpu_blocks'), label('block_size')]
  return blocks === undefined || size === undefined ? undefined : blocks * size
}

function sglangTokens(line: string): number | undefined {
  return counted(/ ([\d.e+]{1,24})(?: \d{1,20})?\s?$/.exec(line)?.[1])
}
