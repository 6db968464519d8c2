/**
 * From a device's memory to what the KV cache gets: vLLM's profile, or SGLang's fraction.
 * Source: vLLM `v1/worker/gpu_worker.py` and `utils/mem_utils.py` 0.11.0 to 0.33.0; SGLang `mem_cache/kv_cache_configurator.py` 0.5.23.
 * @module
 */
import { bytesPerGiB } from '../../vocabulary/quantity.ts'
import type { EngineRules } from './engine-rules.ts'
import { sglangPool } from './sglang-pool.ts'

export interface BudgetInput {
  readonly rules: Pick<EngineRules, 'runner' | 'chargesActivations' | 'chargesGraphs' | 'ceilsBudget'>
  readonly totalGiB: number
  /** `--gpu-memory-utilization`, `--mem-fraction-static`. */
  readonly fraction: number
  readonly weightsGiB: number
  readonly activationsGiB: number
  readonly nonTorchGiB: number
  readonly graphsGiB: number
  /** Allocated after the cache was sized (`outsideGiB`). Default 0. */
  readonly afterwardsGiB?: number
  /** Gone before the engine looks: context, communicators (`beforeStartGiB`). Default 0. */
  readonly beforeStartGiB?: number
  /** Set by hand: nothing is computed. */
  readonly kvCacheMemoryBytes?: number
}

export interface Budget {
  /** Weights, cache and all that is charged. */
  readonly budgetGiB: number
  /** Left for the cache; negative when there is less than nothing. */
  readonly kvCacheGiB: number
  /** Taken from the cache. What is not charged is 0 here and in `outsideGiB` there. */
  readonly charged: {
    readonly activationsGiB: number
    readonly nonTorchGiB: number
    readonly graphsGiB: number
  }
  /** Must find room between the budget and the device's memory. */
  readonly outsideGiB: number
  /** Free at start for the engine to go on; 0 where it does not look. */
  readonly startNeedsGiB: number
  /** The engine's words when `startNeedsGiB` are not free, and when nothing is left for the cache. */
  readonly startText: string
  readonly noCacheText: string
}

export function budget(input: BudgetInput): Budget {
  return input.rules.runner === 'sglang' ? sglangBudget(input) : vllmBudget(input)
}

const twoDigits = (gib: number) => gib.toFixed(2)

/** Utilisation of the total, to the byte where the version rounds it up. */
function requested({ rules, totalGiB, fraction }: BudgetInput): number {
  if (!rules.ceilsBudget) return totalGiB * fraction
  return Math.ceil(totalGiB * bytesPerGiB * fraction) / bytesPerGiB
}

function vllmBudget(input: BudgetInput): Budget {
  const { rules, totalGiB, fraction, kvCacheMemoryBytes, beforeStartGiB = 0, afterwardsGiB = 0 } = input
  const asked = requested(input)
  const graphsGiB = rules.chargesGraphs ? input.graphsGiB : 0
  const charged = { activationsGiB: input.activationsGiB, nonTorchGiB: input.nonTorchGiB, graphsGiB }
  const beside = input.weightsGiB + charged.activationsGiB + charged.nonTorchGiB + charged.graphsGiB
  const outside = input.graphsGiB - graphsGiB + afterwardsGiB + beforeStartGiB
  const free = twoDigits(totalGiB - beforeStartGiB)
  const texts = {
    startText: `Free memory on device (${free}/${twoDigits(totalGiB)} GiB) on startup is less than desired GPU memory utilization (${fraction}, ${twoDigits(asked)} GiB).`,
    noCacheText: 'No available memory for the cache blocks.',
  }
  if (kvCacheMemoryBytes === undefined) {
    return {
      budgetGiB: asked,
      kvCacheGiB: asked - beside,
      charged,
      outsideGiB: outside,
      startNeedsGiB: asked,
      ...texts,
    }
  }
  // the cache is taken as it was set: no utilisation, no charge, but all of it has to fit on the device
  const kvCacheGiB = kvCacheMemoryBytes / bytesPerGiB
  return {
    budgetGiB: kvCacheGiB + beside,
    kvCacheGiB,
    charged,
    outsideGiB: outside,
    startNeedsGiB: asked,
    ...texts,
  }
}

/** Kernels are loaded by the first step, after the cache was sized: they too live beside it. */
function sglangBudget(input: BudgetInput): Budget {
  const { totalGiB, fraction, weightsGiB, kvCacheMemoryBytes, beforeStartGiB = 0, afterwardsGiB = 0 } = input
  const pool = sglangPool({ totalGiB, beforeStartGiB, fraction, weightsGiB })
  return {
    budgetGiB: pool.budgetGiB,
    kvCacheGiB: kvCacheMemoryBytes === undefined ? pool.kvCacheGiB : kvCacheMemoryBytes / bytesPerGiB,
    charged: { activationsGiB: 0, nonTorchGiB: 0, graphsGiB: 0 },
    outsideGiB: input.activationsGiB + input.nonTorchGiB + input.graphsGiB + afterwardsGiB + beforeStartGiB,
    startNeedsGiB: 0,
    startText: '',
    noCacheText: pool.noCacheText(weightsGiB),
  }
}
