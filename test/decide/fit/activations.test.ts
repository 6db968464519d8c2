import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { engineDefaults } from '../../../src/catalog/engines.ts'
import type { ModelShape } from '../../../src/catalog/model-shape.ts'
import { resolveModel } from '../../../src/catalog/models.ts'
import { type ActivationsInput, activations, activationsGiB } from '../../../src/decide/fit/activations.ts'
import {
  deepseekV3,
  gptOss20B,
  gptOss120B,
  llama8B,
  llama70B,
  mixtral8x7B,
  qwen14B,
  qwen30BA3B,
  qwen32B,
} from './shapes.ts'

const on = (version: string, gfx = '', more = {}) =>
  engineDefaults({ backend: 'vllm', version }, { memoryGiB: 79.18, gfx, computeUnits: 132, ...more })

function step(shape: ModelShape, version: string, more: Partial<ActivationsInput> = {}): ActivationsInput {
  return {
    shape,
    rules: on(version),
    tensorParallel: 1,
    expertParallel: false,
    stage: [0, shape.layers.length],
    firstStage: true,
    lastStage: true,
    batchedTokens: 8192,
    sequences: 1024,
    maxModelLen: 16_000,
    modelBytes: 2,
    multimodal: false,
    ...more,
  }
}

describe('the peak of a step', () => {
  /** H100, vLLM 0.11, 8,192 tokens and 1,024 sequences (llm-d planner's measurements). */
  it.each([
    ['Llama-3.1-8B', llama8B, 1, 4.76],
    ['Llama-3.3-70B', llama70B, 2, 4.84],
    ['Qwen3-32B', qwen32B, 1, 5.64],
    ['gpt-oss-20b', gptOss20B, 1, 7.38],
    ['gpt-oss-120b', gptOss120B, 1, 7.38],
  ])('of %s is the sampler, as logged', (_name, shape, tensorParallel, logged) => {
    const gib = activationsGiB(step(shape, '0.11.0', { tensorParallel }))
    expect(Math.abs(gib - logged)).toBeLessThan(0.06)
  })

  /** RTX 3090 (vLLM discussion 10517), and eight MI300X with vLLM 0.6.4. */
  it.each([
    [20_000, 1, 2.07],
    [29_000, 1, 2.99],
    [131_072, 8, 5.34],
  ])(
    'of %d tokens on %d ranks of Llama-3.1-8B is the forward pass, as logged',
    (batchedTokens, tensorParallel, logged) => {
      const input = step(llama8B, '0.6.4', { batchedTokens, tensorParallel, sequences: 256 })
      expect(Math.abs(activationsGiB(input) - logged)).toBeLessThan(0.04)
    },
  )

  it('is an encoder cache higher where images are taken in', () => {
    const plain = activationsGiB(step(qwen14B, '0.33.0'))
    const encoded = activationsGiB(step(qwen14B, '0.33.0', { multimodal: true }))
    expect((encoded - plain) * 2 ** 30).toBeCloseTo(8192 * 5120 * 2)
  })

  it('has no sampler before the last stage and no encoder after the first', () => {
    const middle = step(qwen14B, '0.11.0', {
      stage: [10, 20],
      firstStage: false,
      lastStage: false,
      multimodal: true,
    })
    expect(activations(middle)).toMatchObject({ samplerGiB: 0, keptGiB: 0 })
    expect(activationsGiB(middle)).toBeLessThan(activationsGiB({ ...middle, lastStage: true }))
  })

  it('leaves the widest layer of a stage to decide', () => {
    const dense = activationsGiB(step(deepseekV3, '0.33.0', { stage: [0, 3], lastStage: false }))
    const sparse = activationsGiB(step(deepseekV3, '0.33.0', { stage: [3, 61], lastStage: false }))
    expect(sparse).toBeGreaterThan(dense)
    const whole = activationsGiB(step(deepseekV3, '0.33.0', { lastStage: false }))
    expect(whole).toBeGreaterThanOrEqual(sparse)
    expect(whole).toBeLessThan(dense + sparse)
  })
})

describe('the buffers of experts', () => {
  const kept = (version: string) =>
    activations(step(qwen30BA3B, version, { batchedTokens: 2048, lastStage: false })).keptGiB

  it('are kept by a workspace manager from 0.15.1, and freed before', () => {
    // 2,048 tokens to 8 experts, in and out as wide as the hidden size
    const bytes = 2048 * 8 * (2048 + 2048) * 2
    expect(kept('0.23.0') * 2 ** 30).toBe(bytes)
    expect(kept('0.11.0')).toBe(0)
  })

  it('are split over ranks by width, not by expert', () => {
    const forward = (more = {}) =>
      activations(step(mixtral8x7B, '0.11.0', { tensorParallel: 4, ...more })).forwardGiB
    expect(forward({ expertParallel: true })).toBeGreaterThan(forward())
  })

  it('hold only the middle inside AITER kernels', () => {
    const env = { VLLM_ROCM_USE_AITER: '1' }
    const plain = step(qwen30BA3B, '0.33.0', { rules: on('0.33.0', 'gfx942'), batchedTokens: 16_384 })
    const fused = { ...plain, rules: on('0.33.0', 'gfx942', { env }) }
    expect(activationsGiB(fused)).toBeLessThan(activationsGiB(plain))
  })
})

describe('latent attention', () => {
  const latentGiB = (tensorParallel: number) => {
    const whole = activations(
      step(deepseekV3, '0.33.0', { tensorParallel, batchedTokens: 1, sequences: 1, maxModelLen: 163_840 }),
    )
    return whole.forwardGiB
  }
  it('expands 65,536 tokens in the profile: 4 GiB alone, 0.5 on eight ranks', () => {
    expect(latentGiB(1)).toBeCloseTo(4, 2)
    expect(latentGiB(8)).toBeCloseTo(0.5, 2)
  })

  it('keeps what its sparse index gathers: 825 MiB of keys at 163,840 tokens and 512 MiB of logits', () => {
    const [dense, sparse] = deepseekV3.kinds
    const withIndex = [dense, sparse].flatMap((layer) =>
      layer?.mixer.kind === 'latent'
        ? [{ ...layer, mixer: { ...layer.mixer, indexer: { heads: 64, headDim: 128, topK: 2048 } } }]
        : [],
    )
    const input = step({ ...deepseekV3, kinds: withIndex }, '0.33.0', {
      batchedTokens: 1,
      sequences: 1,
      maxModelLen: 163_840,
      lastStage: false,
    })
    const without = activations(step(deepseekV3, '0.33.0', { ...input, shape: deepseekV3 })).keptGiB
    expect((activations(input).keptGiB - without) * 1024).toBeCloseTo(825 + 512, 0)
  })
})

describe('any step', () => {
  const shapes = [llama8B, qwen30BA3B, gptOss20B, deepseekV3]
  const tokens = fc.integer({ min: 1, max: 65_536 })

  it('needs no less for more tokens or sequences', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...shapes),
        tokens,
        tokens,
        fc.integer({ min: 1, max: 2048 }),
        (shape, few, more, sequences) => {
          const input = step(shape, '0.33.0', { sequences })
          const at = (batchedTokens: number, count: number) =>
            activationsGiB({ ...input, batchedTokens, sequences: count })
          expect(at(few + more, sequences)).toBeGreaterThanOrEqual(at(few, sequences))
          expect(at(few, sequences + 1)).toBeGreaterThanOrEqual(at(few, sequences))
        },
      ),
    )
  })

  it('needs no more on more ranks, the sum over ranks aside', () => {
    fc.assert(
      fc.property(fc.constantFrom(...shapes), tokens, (shape, batchedTokens) => {
        const at = (tensorParallel: number) =>
          activationsGiB(step(shape, '0.33.0', { tensorParallel, batchedTokens }))
        expect(at(8)).toBeLessThanOrEqual(at(2))
      }),
    )
  })
})

describe('DeepSeek V4', () => {
  const pro = resolveModel('deepseek-ai/DeepSeek-V4-Pro')?.architecture.shape
  if (pro === undefined) throw new Error('DeepSeek-V4-Pro is not in the catalog')
  const onEight = (batchedTokens: number, more: Partial<ActivationsInput> = {}) =>
    activationsGiB(
      step(pro, '0.26.0', {
        rules: on('0.26.0', 'gfx950'),
        tensorParallel: 8,
        maxModelLen: 1_048_576,
        batchedTokens,
        ...more,
      }),
    )

  /** Eight MI355X, July 2026, with drafts that are not counted here (SemiAnalysisAI/InferenceX, perf-changelog). */
  it.each([
    [16_384, 11.44],
    [8192, 8.9],
  ])('takes most of the logged peak at %d tokens', (batchedTokens, logged) => {
    const gib = onEight(batchedTokens)
    expect(gib).toBeLessThan(logged)
    expect(gib).toBeGreaterThan(logged - 2.5)
  })

  it('keeps the gathered cache of four longest requests', () => {
    const shorter = onEight(8192, { maxModelLen: 131_072 })
    expect(onEight(8192) - shorter).toBeGreaterThan((4 * ((1_048_576 - 131_072) / 4) * 512 * 2) / 2 ** 30)
  })

  it('gathers keys for fewer of the longest requests from vLLM 0.33.0', () => {
    const { keptGiB } = activations(step(pro, '0.31.0', { maxModelLen: 1_048_576 }))
    expect(activations(step(pro, '0.33.0', { maxModelLen: 1_048_576 })).keptGiB).toBeLessThan(keptGiB)
  })
})
