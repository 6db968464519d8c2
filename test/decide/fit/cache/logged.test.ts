import { describe, expect, it } from 'vitest'
import type { ModelShape } from '../../../../src/catalog/model-shape.ts'
import type { CacheInput } from '../../../../src/decide/fit/cache/plan.ts'
import {
  attention,
  compressed,
  GiB,
  gemma3,
  gptOss,
  inputOf,
  kimiDelta,
  latent,
  layered,
  planned,
  qwen3Next,
  qwen36,
  times,
} from './shapes.ts'

const qwen14b = layered([attention(8, 128)], 40)
const qwen30b = layered([attention(4, 128)], 48)
const llama8b = layered([attention(8, 128)], 32)
const mistral24b = layered([attention(8, 128)], 40)
const qwen17b = layered([attention(8, 128)], 28)
const kimiK3 = layered([...times(69, kimiDelta(96, 128)), ...times(24, latent())], 93)
const v4Flash = v4(43, [undefined, undefined])

function v4(layers: number, first: readonly (128 | undefined)[]): ModelShape {
  const [c4, c128, windowOnly] = [compressed(4), compressed(128), compressed()]
  const rest = Array.from({ length: layers - first.length }, (_, i) => (i % 2 === 0 ? c4 : c128))
  return layered([...first.map((ratio) => (ratio === 128 ? c128 : windowOnly)), ...rest], layers)
}

interface Row {
  readonly model: string
  readonly shape: ModelShape
  readonly version: string
  /** As logged, rounded to 0.01. */
  readonly poolGiB: number
  readonly length: number
  readonly tokens: number
  readonly concurrency?: number
  readonly more?: Partial<CacheInput>
}

const row = (
  model: string,
  shape: ModelShape,
  version: string,
  [poolGiB, length, tokens, concurrency]: readonly [number, number, number, number?],
  more: Partial<CacheInput> = {},
): Row => ({
  model,
  shape,
  version,
  poolGiB,
  length,
  tokens,
  more,
  ...(concurrency === undefined ? {} : { concurrency }),
})

const two = { tensorParallel: 2 }

// engines' own log lines: "Available KV cache memory", "GPU KV cache size", "Maximum concurrency"
const rows: readonly Row[] = [
  row('Qwen3-14B-FP8', qwen14b, '0.23.0', [38.08, 40_960, 249_568]),
  row('Qwen3-14B-FP8', qwen14b, '0.23.0', [36.77, 40_960, 240_992]),
  row('Qwen3-14B', qwen14b, '0.23.0', [26.25, 40_960, 172_000]),
  row('Qwen3-30B-A3B int8', qwen30b, '0.23.0', [27.23, 131_072, 297_472]),
  row('Qwen3-30B-A3B fp8', qwen30b, '0.23.0', [27.3, 131_072, 298_208]),
  row('Qwen3-30B-A3B int4', qwen30b, '0.23.0', [40.78, 262_144, 445_456]),
  row('Qwen3-30B-A3B int4', qwen30b, '0.23.0', [40.42, 262_144, 441_536]),
  row('Qwen3-30B-A3B int4', qwen30b, '0.23.0', [40.42, 32_768, 441_536]),
  row('Qwen3-Next-80B', qwen3Next, '0.23.0', [10.37, 131_072, 446_934]),
  row('Llama-3.1-8B', llama8b, '0.11.0', [157.53, 131_072, 10_323_632], { tensorParallel: 8 }),
  row('Llama-3.1-8B', llama8b, '0.9.2', [122.99, 131_072, 1_007_536]),
  row('Llama-3.1-8B', llama8b, '0.9.2', [142.19, 131_072, 1_164_800]),
  row('Qwen3-14B-FP8', qwen14b, '0.11.2', [22.49, 32_000, 294_752, 9.21], two),
  row('gpt-oss-20b', gptOss(24), '0.11.2', [19.83, 32_768, 864_576, 49.46], two),
  row('gpt-oss-20b', gptOss(24), '0.11.2', [22.75, 32_768, 993_760, 56.85], two),
  row('gemma-3-27b', gemma3(62, 16, 128), '0.11.2', [14.71, 29_000, 54_960, 8.09], two),
  row('gemma-3-27b', gemma3(62, 16, 128), '0.11.2', [14.58, 28_900, 54_464, 8.04], two),
  row('Qwen3-Coder-30B', qwen30b, '0.11.2', [19.36, 24_576, 422_960, 17.21], two),
  row('Qwen3-Coder-30B', qwen30b, '0.11.2', [22.22, 24_576, 485_344, 19.75], two),
  row('Qwen3-14B-FP8', qwen14b, '0.11.2', [11.8, 32_768, 77_312, 2.36]),
  row('Qwen3-14B-FP8', qwen14b, '0.11.2', [14.82, 32_768, 97_088, 2.96]),
  row('Qwen3-14B-FP8', qwen14b, '0.11.2', [13.76, 32_768, 90_160, 2.75]),
  row('Qwen3-Next-80B', qwen3Next, '0.11.2', [7.09, 16_384, 154_496, 33.47], two),
  row('gemma-3-12b', gemma3(48, 8, 256), '0.11.2', [16.25, 32_768, 44_368, 5.52]),
  row('gemma-3-12b', gemma3(48, 8, 256), '0.11.2', [16.25, 9_900, 44_368, 10.51]),
  row('Qwen3-14B-FP8', qwen14b, '0.12.0', [12.32, 32_768, 80_704, 2.46]),
  row('Llama-3.1-8B', llama8b, '0.12.0', [21.99, 65_536, 180_128, 2.75]),
  row('Mistral-Small-24B', mistral24b, '0.11.0', [28.2, 16_000, 184_832], { batchedTokens: 8192 }),
  row('Qwen3-14B-FP8', qwen14b, '0.12.0', [19.6, 32_768, 128_448, 3.92]),
  row('Qwen3-Coder-30B', qwen30b, '0.12.0', [5.08, 24_576, 55_504, 2.26]),
  row('Qwen3-1.7B', qwen17b, '0.11.0', [18.78, 1024, 175_856]),
  row('gpt-oss-20b', gptOss(24), '0.12.0', [7.12, 16_384, 155_584, 16.75]),
  row('gpt-oss-20b', gptOss(24), '0.12.0', [21.09, 24_000, 460_688, 35.18]),
  row('Kimi-K3', kimiK3, '0.33.0', [42.23, 1_048_576, 3_249_215], { cacheDtype: 'fp8', tensorParallel: 8 }),
]

describe('tokens and concurrency are those that engines logged', () => {
  for (const { model, shape, version, poolGiB, length, tokens, concurrency, more } of rows) {
    it(`${model} on ${version}: ${poolGiB} GiB hold ${tokens} tokens`, () => {
      const plan = planned(inputOf(shape, version, more))
      // what the log's own rounding leaves open, and three in a thousand beside it
      const [low, high] = [
        plan.capacity((poolGiB - 0.005) * GiB, length),
        plan.capacity((poolGiB + 0.005) * GiB, length),
      ]
      expect(tokens).toBeGreaterThanOrEqual(low.tokens * 0.997)
      expect(tokens).toBeLessThanOrEqual(high.tokens * 1.003)
      if (concurrency === undefined) return
      expect(concurrency).toBeGreaterThanOrEqual((low.concurrency - 0.005) * 0.997)
      expect(concurrency).toBeLessThanOrEqual((high.concurrency + 0.005) * 1.003)
    })
  }
})

describe('to the token where the bytes are known', () => {
  it('states as whole pages, a block of attention as large as one (Qwen3-Next, 832 blocks)', () => {
    const plan = planned(inputOf(qwen3Next, '0.23.0'))
    expect(plan.blockSize).toBe(544)
    const { blocks, tokens } = plan.capacity(10.37 * GiB, 131_072)
    expect([blocks, tokens]).toEqual([832, 446_934])
  })

  it('two pages a state with prefix caching (Qwen3.6-27B, 392 blocks)', () => {
    const plan = planned(inputOf(qwen36, '0.23.0', { prefixCaching: true }))
    expect(plan.blockSize).toBe(784)
    expect(plan.capacity(392 * 16 * 3_211_264, 200_000).tokens).toBe(299_236)
  })

  it('a latent block is a multiple of 128 tokens (Kimi-K3)', () => {
    const plan = planned(inputOf(kimiK3, '0.33.0', { cacheDtype: 'fp8', tensorParallel: 8 }))
    expect(plan.blockSize).toBe(1536)
    expect(plan.capacity(42.23 * GiB, 1_048_576).tokens).toBe(3_249_215)
  })

  it('pages of several sizes side by side (DeepSeek-V4-Flash, a pool of 20e9 bytes)', () => {
    const plan = planned(inputOf(v4Flash, '0.33.0', { batchedTokens: 2048 }))
    expect(plan.capacity(20e9, 262_144).tokens).toBe(1_927_444)
  })

  it('every batch in flight has a place in the windows (DeepSeek-V4-Pro, 16,384 batched tokens)', () => {
    const plan = planned(inputOf(v4(61, [128, 128]), '0.33.0', { batchedTokens: 16_384 }))
    expect((plan.neededBytes(1_048_576) / GiB).toFixed(2)).toBe('23.32')
  })

  it('tuples of all page sizes before 0.23 (DeepSeek-V4-Flash)', () => {
    const plan = planned(inputOf(v4Flash, '0.20.2', { batchedTokens: 16_384 }))
    expect((plan.neededBytes(30_000) / GiB).toFixed(2)).toBe('6.66')
    expect(Math.abs(plan.longestRequest(5.44 * GiB, 30_000) - 13_528)).toBeLessThan(16)
  })

  it('windows of Gemma-3-27B: 1813 blocks of full attention and 193 in each of six groups', () => {
    const plan = planned(inputOf(gemma3(62, 16, 128), '0.11.2', two))
    expect(plan.groups.map(({ groups }) => groups)).toEqual([6, 1])
    expect(plan.requestBytes(29_000)).toBe((1813 + 6 * 193) * 655_360)
  })
})
