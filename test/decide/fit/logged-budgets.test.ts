import { describe, expect, it } from 'vitest'
import { acceleratorByName } from '../../../src/catalog/accelerators.ts'
import { engineDefaults } from '../../../src/catalog/engines.ts'
import type { ModelShape } from '../../../src/catalog/model-shape.ts'
import { activations } from '../../../src/decide/fit/activations.ts'
import { budget } from '../../../src/decide/fit/budget.ts'
import { nonTorchGiB } from '../../../src/decide/fit/overheads.ts'
import { graphsGiB } from '../../../src/decide/fit/overheads-graphs.ts'
import { stepLimits } from '../../../src/decide/fit/step-limits.ts'
import {
  gemma12B,
  gemma27B,
  gptOss20B,
  gptOss120B,
  llama8B,
  llama70B,
  qwen14B,
  qwen30BLong,
  qwen32B,
  qwenNext80B,
} from './shapes.ts'

/** One start: what was asked, and the weights and the cache it logged, GiB a GPU. */
interface Start {
  readonly name: string
  readonly shape: ModelShape
  readonly device: string
  readonly totalGiB: number
  readonly tensorParallel: number
  readonly version: string
  readonly fraction: number
  readonly sequences?: number
  readonly batchedTokens?: number
  readonly maxModelLen: number
  readonly env?: Readonly<Record<string, string>>
  readonly weightsGiB: number
  readonly kvCacheGiB: number
}

const k = 1024
const start =
  (device: string, totalGiB: number, version: string, tensorParallel: number) =>
  (
    name: string,
    shape: ModelShape,
    fraction: number,
    maxModelLen: number,
    weightsGiB: number,
    kvCacheGiB: number,
    more: Partial<Start> = {},
  ): Start => ({
    name,
    shape,
    device,
    totalGiB,
    version,
    tensorParallel,
    fraction,
    maxModelLen,
    weightsGiB,
    kvCacheGiB,
    ...more,
  })

const mi210 = start('MI210', 63.98, '0.23.0', 1)
const mi300x = start('MI300X', 191.98, '0.9.2', 1)
const r9700 = start('R9700', 31.86, '0.11.2', 1)
const r9700Pair = start('R9700', 31.86, '0.11.2', 2)
const h100 = start('H100', 79.18, '0.11.0', 1)
const h100Pair = start('H100', 79.18, '0.11.0', 2)
const a100 = start('A100-40GB', 39.38, '0.12.0', 1)
const rtx3090 = start('RTX3090', 23.57, '0.12.0', 1)
const small = { sequences: 64 }
const smaller = { sequences: 32 }

/** Rows of `test/logs/logged-starts.csv` whose arguments are known; the sources are there. */
const starts: readonly Start[] = [
  // the launch script beside these three says 0.85, 64 sequences and 8,192 tokens (benchmarks/run-vllm-aiter-ab.sh)
  mi210('Qwen3-14B fp8', qwen14B, 0.85, 8 * k, 15.71, 38.08, small),
  mi210('Qwen3-14B fp8, earlier build', qwen14B, 0.85, 8 * k, 15.71, 36.77, small),
  mi210('Qwen3-14B', qwen14B, 0.85, 8 * k, 27.52, 26.25, small),
  mi210('Qwen3-30B int8', qwen30BLong, 0.9, 128 * k, 29.17, 27.23),
  mi210('Qwen3-30B fp8', qwen30BLong, 0.9, 128 * k, 29.19, 27.3),
  mi210('Qwen3-30B int4, AITER', qwen30BLong, 0.9, 256 * k, 15.73, 40.78, {
    env: { VLLM_ROCM_USE_AITER: '1' },
  }),
  mi210('Qwen3-30B int4', qwen30BLong, 0.9, 256 * k, 15.73, 40.42),
  mi210('Qwen3-Next int4', qwenNext80B, 0.9, 128 * k, 45.41, 10.37),
  mi300x('Llama-3.1-8B at 0.8', llama8B, 0.8, 128 * k, 15.3, 122.99),
  mi300x('Llama-3.1-8B at 0.9', llama8B, 0.9, 128 * k, 15.3, 142.19),
  start('MI300X', 191.98, '0.6.4', 8)('Llama-3.1-8B', llama8B, 0.9, 128 * k, 1.9, 157.53),
  r9700Pair('Qwen3-14B fp8', qwen14B, 0.98, 32_000, 7.8555, 22.49, small),
  r9700Pair('gpt-oss-20b, nightly build', gptOss20B, 0.95, 32 * k, 7.4551, 19.83, small),
  r9700Pair('gpt-oss-20b', gptOss20B, 0.98, 32 * k, 7.4551, 22.75, small),
  r9700Pair('Gemma-3-27B fp8', gemma27B, 0.94, 29_000, 14.2812, 14.71, smaller),
  r9700Pair('Gemma-3-27B fp8', gemma27B, 0.94, 28_900, 14.2812, 14.58, smaller),
  r9700Pair('Qwen3-Coder int4, nightly build', qwen30BLong, 0.95, 24 * k, 8.1992, 19.36, small),
  r9700Pair('Qwen3-Coder int4', qwen30BLong, 0.98, 24 * k, 8.1992, 22.22, small),
  r9700('Qwen3-14B fp8, nightly build', qwen14B, 0.98, 32 * k, 15.418, 11.8, small),
  r9700('Qwen3-14B fp8', qwen14B, 0.98, 32 * k, 15.418, 14.82, small),
  r9700('Qwen3-14B fp8, third build', qwen14B, 0.98, 32 * k, 15.418, 13.76, small),
  r9700Pair('Qwen3-Next int4', qwenNext80B, 0.98, 16 * k, 23.502, 7.09, smaller),
  r9700('Gemma-3-12B fp8', gemma12B, 0.98, 32 * k, 13.5273, 16.25, small),
  h100('Qwen3-32B', qwen32B, 0.9, 16_000, 61.03, 4.45),
  h100('gpt-oss-120b', gptOss120B, 0.95, 16_000, 64.38, 3.33),
  h100('gpt-oss-20b', gptOss20B, 0.9, 16_000, 13.47, 50.28),
  h100Pair('Qwen3-32B', qwen32B, 0.9, 16_000, 30.59, 34.49),
  h100Pair('Llama-3.3-70B fp8', llama70B, 0.9, 16_000, 33.88, 32.0),
  start('RTX5090', 31.36, '0.12.0', 1)('Qwen3-14B fp8', qwen14B, 0.9, 32 * k, 15.3388, 12.32, small),
  a100('Llama-3.1-8B', llama8B, 0.95, 64 * k, 14.9889, 21.99, small),
  a100('Qwen3-14B fp8', qwen14B, 0.9, 32 * k, 15.3291, 19.6, small),
  a100('gpt-oss-20b', gptOss20B, 0.9, 24_000, 13.7025, 21.09, small),
  rtx3090('Qwen3-Coder int4', qwen30BLong, 0.9, 24 * k, 15.6116, 5.08, small),
  rtx3090('gpt-oss-20b', gptOss20B, 0.9, 16 * k, 13.7194, 7.12, smaller),
]

/** Computed less logged cache, as a share of the device; positive is too optimistic. */
function errorOf(logged: Start): number {
  const { shape, tensorParallel, totalGiB, weightsGiB, maxModelLen, fraction } = logged
  const part = acceleratorByName(logged.device)
  const vendor = part?.vendor ?? 'nvidia'
  const rules = engineDefaults(
    { backend: 'vllm', version: logged.version },
    {
      memoryGiB: totalGiB,
      gfx: part?.gfx ?? '',
      computeUnits: part?.computeUnits ?? 100,
      tensorParallel,
      mixtureOfExperts: shape.kinds.some(({ feedForward }) => feedForward.kind === 'experts'),
      ...(logged.env === undefined ? {} : { env: logged.env }),
    },
  )
  const step = stepLimits({ defaults: rules, rocm: vendor === 'amd', ...logged })
  const stage = [0, shape.layers.length] as const
  const { totalGiB: activationsGiB } = activations({
    shape,
    rules,
    tensorParallel,
    expertParallel: false,
    stage,
    firstStage: true,
    lastStage: true,
    ...step,
    maxModelLen,
    modelBytes: 2,
    multimodal: shape.encoder !== undefined,
  })
  const { kvCacheGiB } = budget({
    rules,
    totalGiB,
    fraction,
    weightsGiB,
    activationsGiB,
    nonTorchGiB: nonTorchGiB({ rules, vendor, gfx: part?.gfx ?? '', ranks: tensorParallel }),
    graphsGiB: graphsGiB({ rules, vendor, layers: shape.layers.length, ...step, eager: false }),
  })
  return (kvCacheGiB - logged.kvCacheGiB) / totalGiB
}

describe('the cache beside logged weights', () => {
  const errors = starts.map((logged) => ({ logged, error: errorOf(logged) }))
  const sizes = errors.map(({ error }) => Math.abs(error)).sort((a, b) => a - b)
  const at = (share: number) => sizes[Math.floor(sizes.length * share)]

  it('is within 1 % of the device in the middle and 5 % at the ninth decile', () => {
    expect(at(0.5)).toBeLessThan(0.01)
    expect(at(0.9)).toBeLessThan(0.05)
  })

  it('is more than 5 % too optimistic in at most one start of twenty', () => {
    expect(errors.filter(({ error }) => error > 0.05).length / errors.length).toBeLessThanOrEqual(0.05)
  })

  it('is within 0.2 % on every NVIDIA part', () => {
    const parts = errors.filter(({ logged }) => acceleratorByName(logged.device)?.vendor !== 'amd')
    expect(parts.length).toBeGreaterThan(10)
    for (const { logged, error } of parts) expect(Math.abs(error), logged.name).toBeLessThan(0.002)
  })
})
