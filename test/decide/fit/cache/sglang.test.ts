import { describe, expect, it } from 'vitest'
import type { ModelShape } from '../../../../src/catalog/model-shape.ts'
import { type CacheInput, planCache } from '../../../../src/decide/fit/cache/plan.ts'
import {
  attention,
  compressed,
  GiB,
  gemma3,
  gptOss,
  inputOf,
  latent,
  layered,
  planned,
  qwen3Next,
  rulesOf,
} from './shapes.ts'

const sglang = (shape: ModelShape, more: Partial<CacheInput> = {}, version = '0.5.23') =>
  planned({
    ...inputOf(shape, '0.33.0', { rules: rulesOf('0.33.0', { blockSize: 1 }), ...more }),
    engine: { backend: 'sglang', version },
  })

const llama = layered([attention(8, 128)], 32)

describe('SGLang’s token pool', () => {
  it('holds as many tokens as their bytes go into the memory', () => {
    const plan = sglang(llama)
    expect(plan.neededBytes(1000)).toBe(1000 * 131_072)
    expect(plan.capacity(131_072 * 5000 + 131_071, 1000)).toMatchObject({ tokens: 5000, concurrency: 5 })
    expect(plan.longestRequest(131_072 * 5000, 8000)).toBe(5000)
    expect(plan.longestRequest(131_072 * 5000, 4000)).toBe(4000)
  })

  it('is aligned to pages, and cut by the total asked for', () => {
    const paged = sglang(llama, { blockSize: 64 })
    expect(paged.capacity(131_072 * 5000, 1000)).toMatchObject({ tokens: 4992, blocks: 78 })
    const cut = sglang(llama, { blockSize: 64, sglang: { maxTotalTokens: 1000 } })
    expect(cut.capacity(131_072 * 5000, 1000).tokens).toBe(960)
  })

  it('is that of the fullest stage', () => {
    const plan = sglang(layered([attention(8, 128)], 33), { pipelineParallel: 2 })
    expect(plan.capacity(17 * 4096 * 1000, 1000).tokens).toBe(1000)
  })

  it('holds latents on every rank, and the keys of their indexer', () => {
    const plan = sglang(layered([latent(true)], 61), { tensorParallel: 8, cacheDtype: 'fp8_e4m3' })
    expect(plan.neededBytes(1)).toBe(61 * (576 + 132))
  })

  it('runs 2048 to 4096 requests, half as many as tokens at most', () => {
    const running = (tokens: number, length: number, asked?: number) =>
      sglang(llama, asked === undefined ? {} : { sglang: { maxRunningRequests: asked } }).capacity(
        tokens * 131_072,
        length,
      ).maxRunningRequests
    expect(running(1_000_000, 131_072)).toBe(3906)
    expect(running(100_000, 131_072)).toBe(2048)
    expect(running(1_000_000, 1000)).toBe(4096)
    expect(running(1000, 1000)).toBe(500)
    expect(running(1_000_000, 131_072, 64)).toBe(64)
  })
})

describe('SGLang’s window pool', () => {
  const full = 12 * 8 * 128 * 2

  it('has eight tokens for ten of the full pool', () => {
    const plan = sglang(gptOss(24))
    expect(plan.capacity(1.8 * full * 1000.5, 100).tokens).toBe(1000)
    const tight = sglang(gptOss(24), { sglang: { windowRatio: 0.5 } })
    expect(tight.capacity(1.5 * full * 1000, 100).tokens).toBe(1000)
  })

  it('was cut from whole tokens of all layers before 0.5.16', () => {
    const tokens = (version: string) =>
      sglang(gptOss(24), {}, version).capacity(2 * full * 1000 - 1, 100).tokens
    expect(tokens('0.5.23')).toBe(1111)
    expect(tokens('0.5.9')).toBe(1110)
  })

  it('exists for some classes only; the others keep every token', () => {
    const gemma = gemma3(48, 8, 256)
    expect(sglang(gemma).neededBytes(1)).toBe(48 * 8 * 512 * 2)
    expect(sglang({ ...gemma, architecture: 'Gemma4ForCausalLM' }).neededBytes(10)).toBe(
      (8 + 0.8 * 40) * 8 * 512 * 2 * 10,
    )
    expect(sglang({ ...gemma, architecture: 'Gemma4ForCausalLM' }, {}, '0.5.9').neededBytes(1)).toBe(
      48 * 8 * 512 * 2,
    )
  })
})

describe('SGLang’s states', () => {
  // convolution in bf16, recurrence in fp32: 36 layers of 8192 × 3 × 2 + 32 × 128 × 128 × 4
  const slot = 36 * (49_152 + 2_097_152)
  const cell = 12 * 2 * 512 * 2

  it('take nine bytes for ten of keys and values, less the slot that pads them', () => {
    const pool = 20 * GiB
    const states = Math.floor((pool * 0.9) / 1.9 / slot) - 1
    const { tokens, maxRunningRequests } = sglang(qwen3Next).capacity(pool, 32_768)
    expect(tokens).toBe(Math.floor((pool - (states + 1) * slot) / cell))
    expect(maxRunningRequests).toBe(Math.floor(states / 3))
  })

  it('are as many as asked for', () => {
    const plan = sglang(qwen3Next, { sglang: { maxStates: 30 } })
    const { tokens, maxRunningRequests } = plan.capacity(20 * GiB, 32_768)
    expect(tokens).toBe(Math.floor((20 * GiB - 31 * slot) / cell))
    expect(maxRunningRequests).toBe(10)
    const plain = sglang(qwen3Next, { sglang: { radixCache: false, maxRunningRequests: 30 } })
    expect(plain.capacity(20 * GiB, 32_768)).toMatchObject({ tokens, maxRunningRequests: 30 })
  })

  it('need a pool that holds those of one request', () => {
    const plan = sglang(qwen3Next)
    const least = plan.neededBytes(1)
    expect(plan.capacity(least, 1).maxRunningRequests).toBe(1)
    expect(plan.capacity(least - slot, 1).maxRunningRequests).toBe(0)
  })
})

describe('SGLang’s pools that are not known', () => {
  it('are said to be', () => {
    const plan = (shape: ModelShape, more: Partial<CacheInput> = {}) =>
      planCache({ ...inputOf(shape, '0.33.0', more), engine: { backend: 'sglang', version: '0.5.23' } })
    expect(plan(layered([compressed(4)], 4))).toHaveProperty('unknown')
    expect(plan(llama, { decodeContextParallel: 2 })).toHaveProperty('unknown')
    expect(plan(llama, { cacheDtype: 'fp8' })).toHaveProperty('unknown')
  })
})
