import { describe, expect, it } from 'vitest'
import { engineDefaults } from '../../../src/catalog/engines.ts'
import { nonTorchGiB } from '../../../src/decide/fit/overheads.ts'
import { captureCount, graphsGiB } from '../../../src/decide/fit/overheads-graphs.ts'
import { outsideGiB } from '../../../src/decide/fit/overheads-outside.ts'
import { stepLimits } from '../../../src/decide/fit/step-limits.ts'
import { deepseekV3, llama8B } from './shapes.ts'

const vllm = (version: string, gfx = 'gfx942') =>
  engineDefaults({ backend: 'vllm', version }, { memoryGiB: 191.98, gfx })

describe('memory outside torch', () => {
  const charged = (version: string, ranks: number, vendor: 'amd' | 'nvidia' = 'amd') =>
    nonTorchGiB({ rules: vllm(version, vendor === 'amd' ? 'gfx942' : ''), vendor, ranks })

  it('is what a later engine grows by after communicators exist: the same on any number of ranks', () => {
    expect(charged('0.33.0', 8)).toBe(charged('0.33.0', 1))
  })

  /** MI300X; H100 and RTX 3090 in `logged-budgets.test.ts`. */
  it.each([
    ['0.9.2', 1, 0.66, 0.1],
    ['0.6.4', 2, 3.8, 0.3],
    ['0.6.4', 8, 7.2, 0.9],
  ])('of vLLM %s on %d ranks is near the logged %f GiB', (version, ranks, logged, within) => {
    expect(Math.abs(charged(version, ranks) - logged)).toBeLessThan(within)
  })

  it('of H100 pairs is 0.55 GiB, alone 0.15', () => {
    expect(charged('0.11.0', 2, 'nvidia')).toBeCloseTo(0.55)
    expect(charged('0.11.0', 1, 'nvidia')).toBeCloseTo(0.15)
  })
})

describe('captured graphs', () => {
  it('are 51 sizes up to 512, 67 before sizes above 256 went by 16', () => {
    expect([
      captureCount(512, 16),
      captureCount(512, 8),
      captureCount(128, 16),
      captureCount(64, 16),
      captureCount(2, 16),
    ]).toEqual([51, 67, 19, 11, 2])
  })

  /** Logged GiB; layers, sequences. R9700 with two builds, MI210, MI355X, H100. */
  it.each([
    ['0.11.2', 'amd', 40, 64, 1.04, 1.74],
    ['0.26.0', 'amd', 48, 256, 4.5, 6.1],
    ['0.24.0', 'amd', 78, 1024, 7.5, 9.6],
    ['0.9.2', 'amd', 32, 256, 0.3, 0.6],
    ['0.11.0', 'nvidia', 36, 1024, 0.8, 1.2],
    ['0.11.0', 'nvidia', 24, 1024, 0.3, 0.7],
  ] as const)(
    'of vLLM %s on %s with %d layers and %d sequences take %f to %f GiB',
    (version, vendor, layers, sequences, least, most) => {
      const rules = vllm(version, vendor === 'amd' ? 'gfx942' : '')
      const gib = graphsGiB({ rules, vendor, layers, sequences, eager: false })
      expect(gib).toBeGreaterThanOrEqual(least)
      expect(gib).toBeLessThanOrEqual(most)
    },
  )

  it('go away with eager execution and shrink with fewer sizes', () => {
    const input = { rules: vllm('0.33.0'), vendor: 'amd', layers: 32, sequences: 1024, eager: false } as const
    expect(graphsGiB({ ...input, eager: true })).toBe(0)
    expect(graphsGiB({ ...input, maxCaptureSize: 64 })).toBeLessThan(graphsGiB(input) / 3)
    expect(graphsGiB({ ...input, captureSizes: 4 })).toBeLessThan(graphsGiB(input) / 10)
    expect(graphsGiB({ ...input, onlyPieces: true })).toBeCloseTo(graphsGiB(input) / 2)
  })
})

describe('what is allocated after the cache was sized', () => {
  const input = {
    tensorParallel: 8,
    sequences: 1024,
    batchedTokens: 8192,
    maxModelLen: 131_072,
    blockSize: 16,
  }
  it('is 64 MiB of block tables for 1,024 sequences of 131,072 tokens', () => {
    expect(outsideGiB({ shape: llama8B, stage: [0, 32], ...input }) * 1024).toBe(64)
    expect(outsideGiB({ shape: llama8B, stage: [0, 32], ...input, groups: 3 }) * 1024).toBe(192)
  })
  it('has a context workspace with latent attention: 72 MiB for 65,536 tokens', () => {
    expect(outsideGiB({ shape: deepseekV3, stage: [0, 61], ...input }) * 1024).toBe(64 + 72)
  })
})

describe('tokens and sequences of a step', () => {
  const limits = (version: string, more = {}) =>
    stepLimits({ defaults: vllm(version), maxModelLen: 131_072, rocm: true, ...more })

  it('never have more sequences than tokens', () => {
    expect(limits('0.33.0', { batchedTokens: 512 })).toEqual({ sequences: 512, batchedTokens: 512 })
  })
  it('never have more tokens by default than all sequences can hold', () => {
    expect(limits('0.33.0', { sequences: 4, maxModelLen: 1000 })).toEqual({
      sequences: 4,
      batchedTokens: 4000,
    })
    expect(limits('0.33.0', { sequences: 4, maxModelLen: 1000, batchedTokens: 9000 })).toMatchObject({
      batchedTokens: 9000,
    })
  })
  it('hold a whole context without chunks, and twice as much for throughput', () => {
    expect(limits('0.33.0', { chunkedPrefill: false }).batchedTokens).toBe(131_072)
    expect(limits('0.33.0', { throughput: true })).toEqual({ sequences: 2048, batchedTokens: 32_768 })
    expect(limits('0.33.0', { throughput: true, sequences: 8 })).toMatchObject({ sequences: 8 })
  })
  it('hold a whole context in the old engine, on CUDA up to 32,768 tokens', () => {
    expect(limits('0.9.2').batchedTokens).toBe(131_072)
    expect(limits('0.9.2', { maxModelLen: 1000 }).batchedTokens).toBe(2048)
    const cuda = { defaults: vllm('0.6.4', ''), rocm: false }
    expect(limits('0.6.4', { ...cuda, maxModelLen: 20_000 }).batchedTokens).toBe(20_000)
    expect(limits('0.6.4', { ...cuda, maxModelLen: 35_000 }).batchedTokens).toBe(2048)
  })
})
