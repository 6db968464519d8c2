import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { models, resolveModel } from '../../../src/catalog/models.ts'
import { type CacheInput, longestRequest, requestCacheGiB } from '../../../src/decide/fit/kv-cache.ts'

function cache(id: string, over: Partial<CacheInput> = {}): CacheInput {
  const model = resolveModel(id)
  if (model === undefined) throw new Error(`${id} is not in the catalog`)
  return {
    architecture: model.architecture,
    tensorParallel: 1,
    pipelineParallel: 1,
    elementBytes: 2,
    blockSize: 16,
    inFlightTokens: 8192,
    ...over,
  }
}

const bytesPerToken = (input: CacheInput) => ((requestCacheGiB(input, 16_000) ?? 0) * 2 ** 30) / 16_000

describe('KV cache of one request', () => {
  it.each([
    ['meta-llama/Llama-3.1-8B-Instruct', 1, 131_072],
    ['Qwen/Qwen3-14B', 1, 163_840],
    ['Qwen/Qwen3-30B-A3B', 1, 98_304],
    ['Qwen/Qwen3-30B-A3B', 2, 49_152],
    ['Qwen/Qwen3-235B-A22B', 4, 48_128],
    ['Qwen/Qwen3-235B-A22B', 8, 48_128],
    ['moonshotai/Kimi-K2-Instruct', 8, 70_272],
  ])('%s at tensor parallel %i takes the %i bytes a token that logs show', (id, tensorParallel, bytes) => {
    expect(bytesPerToken(cache(id, { tensorParallel }))).toBe(bytes)
  })

  it('is 16.0 GiB for 131,072 tokens of Llama-3.1-8B and half of that in fp8', () => {
    expect(requestCacheGiB(cache('meta-llama/Llama-3.1-8B-Instruct'), 131_072)).toBe(16)
    expect(requestCacheGiB(cache('meta-llama/Llama-3.1-8B-Instruct', { elementBytes: 1 }), 131_072)).toBe(8)
  })

  it('stops growing in the window layers once the window and the tokens in flight are held', () => {
    const full = requestCacheGiB(cache('google/gemma-3-27b-it'), 131_072) ?? 0
    const half = requestCacheGiB(cache('google/gemma-3-27b-it'), 65_536) ?? 0
    expect(full).toBeGreaterThan(half)
    expect(full).toBeLessThan(half * 2)
  })

  it('is not computed where the layout is not known', () => {
    expect(requestCacheGiB(cache('deepseek-ai/DeepSeek-V4-Pro'), 1000)).toBeUndefined()
  })

  it('never shrinks with the length, and the longest request found is the longest that fits', () => {
    const known = models.filter((model) => model.attention !== 'compressed-mla')
    fc.assert(
      fc.property(
        fc.constantFrom(...known),
        fc.integer({ min: 1, max: 200_000 }),
        fc.double({ min: 0, max: 100, noNaN: true }),
        (model, tokens, pool) => {
          const input = cache(model.id)
          const need = requestCacheGiB(input, tokens) ?? 0
          expect(requestCacheGiB(input, tokens + 1) ?? 0).toBeGreaterThanOrEqual(need)
          const longest = longestRequest(input, pool, 200_000)
          if (longest > 0) expect(requestCacheGiB(input, longest)).toBeLessThanOrEqual(pool)
          if (longest < 200_000) expect(requestCacheGiB(input, longest + 1)).toBeGreaterThan(pool)
        },
      ),
    )
  })
})
