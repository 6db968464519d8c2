import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Mixer, ModelShape } from '../../../../src/catalog/model-shape.ts'
import { type CacheInput, planCache } from '../../../../src/decide/fit/cache/plan.ts'
import { stageRanges } from '../../../../src/decide/fit/stages.ts'
import {
  attention,
  compressed,
  GiB,
  gatedDelta,
  gemma3,
  gptOss,
  inputOf,
  kimiDelta,
  latent,
  layered,
  mamba2,
  planned,
  qwen3Next,
  rulesOf,
  times,
} from './shapes.ts'

const versions = [
  '0.9.2',
  '0.11.0',
  '0.12.0',
  '0.14.1',
  '0.17.1',
  '0.19.1',
  '0.20.2',
  '0.23.0',
  '0.26.0',
  '0.28.0',
  '0.33.0',
]

const mixers: readonly Mixer[] = [
  attention(8, 128),
  attention(8, 128, { window: 1024 }),
  attention(8, 128, { chunk: 8192 }),
  attention(4, 256),
  attention(8, 128, { sharesCache: true }),
  latent(),
  latent(true),
  gatedDelta,
  kimiDelta(32, 128),
  mamba2(128),
]

const shapes: fc.Arbitrary<ModelShape> = fc
  .record({
    pattern: fc.array(fc.constantFrom(...mixers), { minLength: 1, maxLength: 6 }),
    layers: fc.integer({ min: 1, max: 70 }),
  })
  .map(({ pattern, layers }) => layered(pattern, layers))

const inputs: fc.Arbitrary<CacheInput> = fc
  .record({
    shape: shapes,
    version: fc.constantFrom(...versions),
    tensorParallel: fc.constantFrom(1, 2, 4, 8, 16),
    pipelineParallel: fc.integer({ min: 1, max: 4 }),
    cacheDtype: fc.constantFrom('auto', 'fp8', 'int8_per_token_head'),
    batchedTokens: fc.constantFrom(512, 2048, 16_384),
    draftTokens: fc.integer({ min: 0, max: 3 }),
    prefixCaching: fc.option(fc.boolean(), { nil: undefined }),
    hybridManager: fc.option(fc.boolean(), { nil: undefined }),
    backend: fc.constantFrom<'vllm' | 'sglang'>('vllm', 'vllm', 'sglang'),
  })
  .map(({ shape, version, prefixCaching, hybridManager, backend, ...more }) => ({
    ...inputOf(shape, version, {
      ...more,
      cacheDtype: backend === 'vllm' ? more.cacheDtype : 'auto',
      ...(prefixCaching === undefined ? {} : { prefixCaching }),
      ...(hybridManager === undefined ? {} : { hybridManager }),
    }),
    ...(backend === 'sglang' ? { engine: { backend, version: '0.5.23' } } : {}),
  }))

/** Inputs that have a plan. */
const plans = inputs
  .map((input) => ({ input, plan: planCache(input) }))
  .filter(
    (made): made is { input: CacheInput; plan: ReturnType<typeof planned> } => !('unknown' in made.plan),
  )

const lengths = fc.integer({ min: 1, max: 300_000 })
const pools = fc.integer({ min: 0, max: 200 }).map((gib) => gib * GiB)

describe('a plan of any model', () => {
  it('asks more for a longer request, and never less than nothing', () => {
    fc.assert(
      fc.property(plans, lengths, lengths, ({ plan }, a, b) => {
        const [short, long] = [Math.min(a, b), Math.max(a, b)]
        expect(plan.neededBytes(short)).toBeGreaterThanOrEqual(0)
        expect(plan.neededBytes(long)).toBeGreaterThanOrEqual(plan.neededBytes(short))
        expect(plan.requestBytes(long)).toBeGreaterThanOrEqual(plan.requestBytes(short))
      }),
      { numRuns: 1000 },
    )
  })

  it('holds more in a larger pool, and never less than nothing', () => {
    fc.assert(
      fc.property(plans, pools, pools, lengths, ({ plan }, a, b, length) => {
        const small = plan.capacity(Math.min(a, b), length)
        const large = plan.capacity(Math.max(a, b), length)
        expect(small.tokens).toBeGreaterThanOrEqual(0)
        expect(small.blocks).toBeGreaterThanOrEqual(0)
        expect(large.tokens).toBeGreaterThanOrEqual(small.tokens)
        expect(large.concurrency).toBeGreaterThanOrEqual(small.concurrency)
      }),
      { numRuns: 1000 },
    )
  })

  it('finds the longest request exactly: it passes and can be served, one token more does not', () => {
    fc.assert(
      fc.property(plans, pools, lengths, ({ input, plan }, pool, limit) => {
        const longest = plan.longestRequest(pool, limit)
        const fits = (tokens: number) =>
          plan.neededBytes(tokens) <= pool && plan.capacity(pool, tokens).concurrency >= 1
        expect(longest).toBeLessThanOrEqual(limit)
        if (input.engine.backend === 'sglang') {
          expect(longest).toBe(Math.min(limit, plan.capacity(pool, limit).tokens))
          return
        }
        if (longest > 0) expect(fits(longest)).toBe(true)
        if (longest < limit) expect(fits(longest + 1)).toBe(false)
      }),
      { numRuns: 1000 },
    )
  })

  it('has no more room with a dearer element', () => {
    fc.assert(
      fc.property(inputs, pools, ({ cacheDtype: _, ...input }, pool) => {
        const [cheap, dear] = ['fp8', 'auto'].map((cacheDtype) =>
          planCache({ ...input, engine: { backend: 'vllm', version: '0.33.0' }, cacheDtype }),
        )
        if (cheap === undefined || dear === undefined || 'unknown' in cheap || 'unknown' in dear) return
        // pages of states bind the block size, so the sum of full layers is what compares
        if (input.shape.kinds.some(({ mixer }) => mixer.kind.includes('delta') || mixer.kind === 'mamba2'))
          return
        expect(cheap.capacity(pool, 4096).blocks).toBeGreaterThanOrEqual(dear.capacity(pool, 4096).blocks)
      }),
      { numRuns: 300 },
    )
  })
})

describe('ranks', () => {
  it('share KV heads until each has one, and then replicate it', () => {
    const needed = (tensorParallel: number) =>
      planned(inputOf(layered([attention(4, 128)], 32), '0.33.0', { tensorParallel })).requestBytes(4096)
    expect(needed(2)).toBe(needed(1) / 2)
    expect(needed(4)).toBe(needed(1) / 4)
    expect(needed(8)).toBe(needed(4))
    expect(needed(16)).toBe(needed(4))
  })

  it('all hold the same latents, unless they share the tokens', () => {
    const needed = (tensorParallel: number, decodeContextParallel = 1) =>
      planned(
        inputOf(layered([latent()], 61), '0.33.0', {
          tensorParallel,
          decodeContextParallel,
          cacheDtype: 'fp8',
        }),
      )
    // DeepSeek V3: 576 bytes a token and layer in fp8
    expect(needed(1).requestBytes(16_384)).toBe(61 * 576 * (16_384 + 16))
    expect(needed(8).requestBytes(16_384)).toBe(needed(1).requestBytes(16_384))
    expect(needed(8, 8).requestBytes(16_384)).toBe(61 * 576 * (2048 + 16))
    const old = planned(
      inputOf(layered([latent()], 61), '0.11.0', { tensorParallel: 8, decodeContextParallel: 8 }),
    )
    expect(old.capacity(61 * 1152 * 16 * 100, 16_384).tokens).toBe(100 * 16 * 8)
  })

  it('cannot share the tokens of windows', () => {
    const plan = planCache(inputOf(gptOss(24), '0.33.0', { tensorParallel: 8, decodeContextParallel: 2 }))
    expect(plan).toEqual({ unknown: expect.stringContaining('does not support sliding windows') })
  })
})

describe('pipeline stages', () => {
  it('hold their own layers of groups that are formed over all of them', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 8 }), fc.integer({ min: 8, max: 96 }), (stages, layers) => {
        const one = planned(inputOf(layered([attention(8, 128)], layers), '0.33.0'))
        const many = planned(
          inputOf(layered([attention(8, 128)], layers), '0.33.0', { pipelineParallel: stages }),
        )
        const fullest = Math.max(...stageRanges(layers, stages).map(([from, to]) => to - from))
        expect(many.requestBytes(4096) * layers).toBe(one.requestBytes(4096) * fullest)
      }),
    )
  })

  it('are capped by the smallest: a full one, or one with little room', () => {
    const plan = planned(inputOf(gemma3(62, 16, 128), '0.33.0', { pipelineParallel: 2 }))
    const same = plan.capacity([10 * GiB, 10 * GiB], 8192)
    expect(plan.capacity(10 * GiB, 8192)).toEqual(same)
    expect(plan.capacity([10 * GiB, 20 * GiB], 8192).blocks).toBe(same.blocks)
    expect(plan.capacity([5 * GiB, 20 * GiB], 8192).blocks).toBeLessThan(same.blocks)
    expect(plan.longestRequest([5 * GiB, 20 * GiB], 1e6)).toBeLessThan(
      plan.longestRequest([10 * GiB, 10 * GiB], 1e6),
    )
  })

  it('follow a partition by hand', () => {
    const shape = layered([attention(8, 128)], 40)
    const uneven = planned(inputOf(shape, '0.33.0', { pipelineParallel: 2, layerPartition: [30, 10] }))
    const whole = planned(inputOf(shape, '0.33.0'))
    expect(uneven.requestBytes(4096)).toBe((whole.requestBytes(4096) * 30) / 40)
  })

  it('hold draft layers on the last one', () => {
    const shape = layered([attention(8, 128)], 40)
    const input = inputOf(shape, '0.33.0', { pipelineParallel: 2, draftLayers: 3 })
    expect(planned(input).requestBytes(4096)).toBe(
      (planned(inputOf(shape, '0.33.0')).requestBytes(4096) * 23) / 40,
    )
  })
})

describe('windows', () => {
  const mistral = layered([attention(8, 128, { window: 4096 })], 32)

  it('hold what is in flight, of every batch that runs at once', () => {
    const bytes = 32 * 16 * 8 * 256 * 2
    const old = planned(inputOf(mistral, '0.24.0', { batchedTokens: 8192 }))
    expect(old.requestBytes(100_000)).toBe((Math.ceil((4095 + 8192) / 16) + 1) * bytes)
    const now = planned(
      inputOf(mistral, '0.28.0', { batchedTokens: 8192, rules: rulesOf('0.28.0', { concurrentBatches: 2 }) }),
    )
    expect(now.requestBytes(100_000)).toBe((Math.ceil((4095 + 16_384) / 16) + 1) * bytes)
  })

  it('are kept whole beside full attention when the hybrid manager is off', () => {
    const off = planned(inputOf(gptOss(24), '0.33.0', { hybridManager: false }))
    const full = planned(inputOf(layered([attention(8, 64)], 24), '0.33.0'))
    expect(off.requestBytes(50_000)).toBe(full.requestBytes(50_000))
    // nothing to keep them beside
    const alone = planned(inputOf(mistral, '0.33.0', { hybridManager: false }))
    expect(alone.groups).toMatchObject([{ kind: 'window' }])
  })

  it('of chunks are kept whole by default, chunks apart when the manager is asked for', () => {
    const llama4 = layered([...times(3, attention(8, 128, { chunk: 8192 })), attention(8, 128)], 48)
    expect(planned(inputOf(llama4, '0.33.0')).groups).toMatchObject([{ kind: 'full', layers: 48 }])
    const apart = planned(inputOf(llama4, '0.24.0', { hybridManager: true, batchedTokens: 8192 }))
    expect(apart.requestBytes(100_000)).toBe((6250 + 3 * 1024) * 12 * 16 * 8 * 256 * 2)
  })

  it('of drafts with several modules look further back', () => {
    const input = inputOf(mistral, '0.28.0', { batchedTokens: 16, draftLayers: 33 })
    const before = inputOf(mistral, '0.27.0', { batchedTokens: 16, draftLayers: 33 })
    expect(planned(input).requestBytes(1e5)).toBe(planned(before).requestBytes(1e5) * (261 / 259))
  })
})

describe('states', () => {
  it('take pages as large as those of attention, one of each, two with prefix caching', () => {
    const blocks = (version: string, more: Partial<CacheInput> = {}) =>
      planned(inputOf(qwen3Next, version, more)).requestBytes(131_072) / 13_369_344
    expect(blocks('0.23.0')).toBe(241 + 3)
    expect(blocks('0.26.0')).toBe(241 + 6)
    expect(blocks('0.28.0', { prefixCaching: false })).toBe(241 + 3)
    expect(blocks('0.11.0', { prefixCaching: true })).toBe(241 + 3)
    // and the null block
    expect(blocks('0.33.0')).toBe(241 + 6 + 1)
  })

  it('have a page more for each draft token, and a longer convolution', () => {
    const plan = planned(inputOf(qwen3Next, '0.23.0', { draftTokens: 2 }))
    expect(plan.groups).toMatchObject([{ pageBytes: 560 * 2048 }, { pageBytes: 560 * 2048 }])
    expect(plan.requestBytes(131_072)).toBe((235 + 3 * 3) * 12 * 560 * 2048)
  })

  it('raise the block size asked for, and never lower it', () => {
    const block = (version: string, blockSize: number) =>
      planned(inputOf(qwen3Next, version, { blockSize })).blockSize
    expect(block('0.33.0', 64)).toBe(576)
    expect(block('0.17.1', 64)).toBe(544)
    expect(block('0.33.0', 1024)).toBe(1024)
  })

  it('of Mamba 2 are kept for every block where a version does that', () => {
    const hybrid = (chunkSize?: number) => layered([...times(3, mamba2(chunkSize)), attention(8, 128)], 40)
    const every = planned(inputOf(hybrid(256), '0.26.0'))
    const two = planned(inputOf(hybrid(256), '0.28.0'))
    expect(every.blockSize % 256).toBe(0)
    expect(every.requestBytes(131_072)).toBeGreaterThan(3 * two.requestBytes(131_072))
    expect(planCache(inputOf(hybrid(), '0.26.0'))).toEqual({ unknown: expect.stringContaining('chunk size') })
  })

  it('keep the dtype that is asked for', () => {
    const wide = planned(inputOf(qwen3Next, '0.23.0', { stateBytes: { recurrent: 4 } }))
    expect(wide.blockSize).toBe(16 * Math.ceil((49_152 + 32 * 128 * 128 * 4) / (16 * 2048)))
  })
})

describe('pages of different size', () => {
  it('are evened out by a larger block, by padding, or refused, by version', () => {
    const double = layered([attention(8, 128, { window: 512 }), attention(8, 256)], 20)
    const odd = layered([attention(8, 96, { window: 512 }), attention(8, 128)], 20)
    expect(planCache(inputOf(double, '0.11.0'))).toHaveProperty('unknown')
    expect(planned(inputOf(double, '0.12.0')).groups).toMatchObject([{ blockSize: 32 }, { blockSize: 16 }])
    expect(planCache(inputOf(odd, '0.23.0'))).toEqual({
      unknown: expect.stringContaining('cannot be padded'),
    })
    expect(planned(inputOf(odd, '0.33.0')).groups).toMatchObject([
      { blockSize: 16, pageBytes: 16 * 8 * 256 * 2 },
      { blockSize: 16, pageBytes: 16 * 8 * 256 * 2 },
    ])
  })

  it('lie in one group where all keep everything: latents and the keys of their indexer', () => {
    const plan = planned(inputOf(layered([latent(true)], 61), '0.28.0', { cacheDtype: 'fp8' }))
    expect(plan.requestBytes(16_000)).toBe(61 * (576 + 132) * 16_000)
    expect(plan.capacity(61 * 708 * 16 * 1000, 16_000).blocks).toBe(1000)
  })

  it('are padded to the larger bucket where two are close', () => {
    const shape = layered(
      [...times(12, attention(8, 64, { window: 128 })), ...times(13, attention(8, 64))],
      25,
    )
    const groups = (version: string) => planned(inputOf(shape, version)).groups.map((group) => group.groups)
    expect(groups('0.11.0')).toEqual([1, 2])
    expect(groups('0.12.0')).toEqual([1, 1])
  })
})

describe('the start check', () => {
  const need = (version: string) => {
    const plan = planned(inputOf(gptOss(24), version))
    return [plan.neededBytes(100_000), plan.requestBytes(100_000)]
  }

  it('adds up the groups, and the null block from 0.30.0', () => {
    const block = 12 * 16 * 8 * 128 * 2
    expect(need('0.24.0')).toEqual([(6250 + 137) * block, (6250 + 137) * block])
    const [now, then] = [need('0.33.0')[0] ?? 0, planned(inputOf(gptOss(24), '0.28.0')).neededBytes(100_000)]
    expect(now - then).toBe(block)
  })

  it('forgets all groups but the first from 0.14 to 0.18; the longest request does not', () => {
    const [checked = 0, real = 0] = need('0.17.1')
    expect(checked).toBeLessThan(real / 40)
    const plan = planned(inputOf(gptOss(24), '0.17.1'))
    expect(plan.longestRequest(real, 200_000)).toBe(100_000)
  })
})

describe('a cache that is not known', () => {
  it('says why', () => {
    const qwen = layered([attention(8, 128)], 36)
    expect(planCache(inputOf(qwen, '0.33.0', { cacheDtype: 'fp3' }))).toEqual({
      unknown: expect.stringContaining('vllm has no cache dtype "fp3"'),
    })
    const v4 = layered([compressed(4)], 10)
    expect(planCache(inputOf(v4, '0.33.0', { cacheDtype: 'bfloat16' }))).toEqual({
      unknown: 'DeepseekV4 fp8_ds_mla layout only supports fp8 kv-cache, got bfloat16',
    })
    expect(planCache(inputOf(v4, '0.17.1'))).toHaveProperty('unknown')
    expect(planCache(inputOf(qwen3Next, '0.6.4'))).toHaveProperty('unknown')
  })

  it('is none at all for layers that read another layer’s', () => {
    const shape = layered([attention(8, 128), attention(8, 128, { sharesCache: true })], 40)
    const half = layered([attention(8, 128)], 20)
    expect(planned(inputOf(shape, '0.33.0')).requestBytes(4096)).toBe(
      planned(inputOf(half, '0.33.0')).requestBytes(4096),
    )
  })
})
