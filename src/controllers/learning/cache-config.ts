/**
 * What vLLM tells of its KV cache as labels of one metric, for each rank.
 * Source: vLLM 0.11.0-0.33.0 (`vllm:cache_config_info`): every field of its cache configuration as text.
 * @module
 */
import { samplesOf } from './samples.ts'

/** Labels by their names; one map a rank. */
export function cacheConfigs(metrics: string): readonly ReadonlyMap<string, string>[] {
  return samplesOf(metrics, 'vllm:cache_config_info').map(
    (line) =>
      new Map(
        [...line.matchAll(/[{,](\w{1,64})="([^"\\]{0,64})"/g)].map(([, name = '', text = '']) => [
          name,
          text,
        ]),
      ),
  )
}
