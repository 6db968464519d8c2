/**
 * SGLang's share for weights and cache: a fraction of what was free before loading, less what loading took. Nothing is profiled.
 * Source: `mem_cache/kv_cache_configurator.py` and `model_executor/model_runner.py` of 0.5.23; 0.5.9 and 0.5.16 the same sum.
 * @module
 */

export interface SglangPoolInput {
  readonly totalGiB: number
  /** Context and communicators, taken before SGLang looks. */
  readonly beforeStartGiB: number
  /** `--mem-fraction-static`. */
  readonly fraction: number
  /** Weights of the model and of its draft. */
  readonly weightsGiB: number
}

export interface SglangPool {
  /** Weights and cache together. */
  readonly budgetGiB: number
  readonly kvCacheGiB: number
  /** Left for activations and graphs: what the fraction keeps free. */
  readonly runtimeGiB: number
  /** What SGLang says when loading took `loadedGiB` and nothing is left. */
  readonly noCacheText: (loadedGiB: number) => string
}

export function sglangPool({ totalGiB, beforeStartGiB, fraction, weightsGiB }: SglangPoolInput): SglangPool {
  const freeGiB = totalGiB - beforeStartGiB
  return {
    budgetGiB: freeGiB * fraction,
    kvCacheGiB: freeGiB * fraction - weightsGiB,
    runtimeGiB: freeGiB * (1 - fraction),
    noCacheText(loadedGiB) {
      const minimum = (Math.ceil((loadedGiB / freeGiB) * 1000) / 1000).toFixed(3)
      return `Loaded weights leave no GPU memory for the KV cache under --mem-fraction-static=${fraction}. Raise --mem-fraction-static above ${minimum}`
    },
  }
}
