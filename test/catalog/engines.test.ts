import { describe, expect, it } from 'vitest'
import { defaultEngine, engineDefaults, knownVersions } from '../../src/catalog/engines.ts'
import { backends } from '../../src/catalog/recipe.ts'
import { compareVersions } from '../../src/catalog/version.ts'

const vllm = (version: string, memoryGiB = 191.98, more = {}) =>
  engineDefaults({ backend: 'vllm', version }, { memoryGiB, ...more })
const sglang = (memoryGiB: number, more = {}, version = '0.5.23') =>
  engineDefaults({ backend: 'sglang', version }, { memoryGiB, ...more })

describe('versions', () => {
  it('compare by number', () => {
    expect(compareVersions('0.9.2', '0.11.0')).toBeLessThan(0)
    expect(compareVersions('v0.33.0+rocm700', '0.33')).toBe(0)
    expect(compareVersions('0.33.0.post1', '0.33.0')).toBeGreaterThan(0)
  })

  it.each(backends)('of %s are in order, the newest is the default', (backend) => {
    const versions = knownVersions(backend)
    expect(versions).toEqual(versions.toSorted(compareVersions))
    expect(defaultEngine(backend)).toEqual({ backend, version: versions.at(-1) })
  })

  it('of images nobody has seen are answered alike, however many', () => {
    const row = vllm('0.33.0')
    for (let build = 0; build < 200; build++) expect(vllm(`0.33.0+build${build}`)).toEqual(row)
  })

  it('between two rows take the older one, outside the nearest, and without a number the newest', () => {
    expect(vllm('0.27.1')).toEqual(vllm('0.26.0'))
    expect(vllm('0.9.1')).toEqual(vllm('0.8.5'))
    expect(vllm('0.1.0')).toEqual(vllm('0.6.4'))
    expect(vllm('0.40.0')).toEqual(vllm('0.33.0'))
    expect(vllm('nightly')).toEqual(vllm('0.33.0'))
  })
})

describe('vLLM', () => {
  it.each([
    ['0.11.0', 0.9, 8192, 1024],
    ['0.19.1', 0.9, 8192, 1024],
    ['0.20.2', 0.92, 8192, 1024],
    ['0.26.0', 0.92, 8192, 1024],
    ['0.28.0', 0.92, 16_384, 1024],
    ['0.33.0', 0.92, 16_384, 1024],
  ])(
    '%s on an MI300X: %d of memory, %d tokens, %d sequences',
    (version, memoryFraction, maxNumBatchedTokens, maxNumSeqs) => {
      expect(vllm(version)).toMatchObject({ memoryFraction, maxNumBatchedTokens, maxNumSeqs })
    },
  )

  it('takes the smaller tiers on smaller devices', () => {
    expect(vllm('0.33.0', 79.1)).toMatchObject({ maxNumBatchedTokens: 8192, maxNumSeqs: 1024 })
    expect(vllm('0.33.0', 63.98)).toMatchObject({ maxNumBatchedTokens: 2048, maxNumSeqs: 256 })
    expect(vllm('0.33.0', 24)).toMatchObject({ maxNumBatchedTokens: 2048, maxNumSeqs: 256 })
  })

  it('keeps an A100 of 80 GB on the small tier', () => {
    const limits = vllm('0.33.0', 79.1, { gfx: '', deviceName: 'A100-80GB' })
    expect(limits).toMatchObject({ maxNumBatchedTokens: 2048, maxNumSeqs: 256 })
  })

  it('charges graphs by platform and model runner, unless told not to', () => {
    const charges = (version: string, mixtureOfExperts: boolean, more = {}) =>
      vllm(version, 191.98, { gfx: 'gfx942', mixtureOfExperts, ...more }).chargesGraphs
    expect([charges('0.24.0', true), charges('0.24.0', false)]).toEqual([false, false])
    expect([charges('0.28.0', true), charges('0.28.0', false)]).toEqual([true, false])
    expect([charges('0.33.0', true), charges('0.33.0', false)]).toEqual([true, true])
    expect([charges('0.20.2', true, { gfx: '' }), charges('0.19.1', true, { gfx: '' })]).toEqual([
      true,
      false,
    ])
    const env = { VLLM_MEMORY_PROFILER_ESTIMATE_CUDAGRAPHS: '0' }
    expect(charges('0.33.0', true, { env })).toBe(false)
  })

  it('keeps a hybrid model on the old runner until every model moves', () => {
    const runner = (version: string, more = {}) => vllm(version, 191.98, { gfx: 'gfx942', ...more }).runner
    expect([runner('0.26.0'), runner('0.26.0', { hybrid: true })]).toEqual(['v2', 'v1'])
    expect(runner('0.33.0', { hybrid: true })).toBe('v2')
  })

  it.each([
    ['0.23.0', 'Qwen3ForCausalLM', {}, 'v2'],
    ['0.23.0', 'Qwen3ForCausalLM', { quantized: true }, 'v1'],
    ['0.23.0', 'Qwen2ForCausalLM', {}, 'v1'],
    ['0.24.0', 'Qwen3ForCausalLM', { quantized: true }, 'v2'],
    ['0.24.0', 'Qwen2MoeForCausalLM', { mixtureOfExperts: true }, 'v2'],
    ['0.26.0', 'Qwen3MoeForCausalLM', { mixtureOfExperts: true }, 'v1'],
    ['0.28.0', 'DeepseekV4ForCausalLM', { mixtureOfExperts: true }, 'v1'],
    ['0.28.0', 'DeepseekV4ForCausalLM', { mixtureOfExperts: true, gfx: '' }, 'v2'],
    ['0.30.0', 'GlmMoeDsaForCausalLM', { mixtureOfExperts: true }, 'v1'],
    ['0.30.0', 'GlmMoeDsaForCausalLM', { mixtureOfExperts: true, gfx: '' }, 'v2'],
    ['0.33.0', 'GlmMoeDsaForCausalLM', { mixtureOfExperts: true }, 'v2'],
    ['0.33.0', 'Qwen3ForCausalLM', { env: { VLLM_USE_V2_MODEL_RUNNER: '0' } }, 'v1'],
    ['0.20.2', 'Qwen3ForCausalLM', { env: { VLLM_USE_V2_MODEL_RUNNER: '1' } }, 'v2'],
    ['0.9.2', 'LlamaForCausalLM', {}, 'v0'],
    ['0.9.2', 'LlamaForCausalLM', { env: { VLLM_USE_V1: '1' } }, 'v1'],
    ['0.9.2', 'LlamaForCausalLM', { gfx: '' }, 'v1'],
    ['0.6.4', 'LlamaForCausalLM', { gfx: '' }, 'v0'],
  ])('%s runs %s (%o) on %s', (version, architecture, more, runner) => {
    expect(vllm(version, 191.98, { gfx: 'gfx942', architecture, ...more }).runner).toBe(runner)
  })

  it('samples in less memory with AITER, where AITER has kernels', () => {
    const bytes = (gfx: string) =>
      vllm('0.23.0', 191.98, { gfx, mixtureOfExperts: true, env: { VLLM_ROCM_USE_AITER: '1' } }).samplerBytes
    expect([bytes('gfx942'), bytes('gfx90a'), bytes('')]).toEqual([10, 14, 14])
  })

  /** Sampler of 1,024 sequences on 304 compute units, GiB, as the sources add up for these vocabularies. */
  it.each([
    ['0.16.0', 128_256, 4.7],
    ['0.33.0', 128_256, 1.38],
    ['0.33.0', 151_936, 1.64],
    ['0.33.0', 201_088, 2.17],
    ['0.33.0', 262_144, 2.83],
  ])('%s samples over %d tokens in %f GiB', (version, vocabulary, gib) => {
    const { samplerBytes, samplerPersistentBytes } = vllm(version, 191.98, { computeUnits: 304 })
    const total = ((samplerBytes + samplerPersistentBytes) * 1024 * vocabulary) / 2 ** 30
    expect(total).toBeCloseTo(gib, 2)
  })

  it('keeps a buffer no larger than the sequences need', () => {
    const buffer = (sequences: number) =>
      (vllm('0.33.0', 191.98, { computeUnits: 304, sequences }).samplerPersistentBytes - 4.125) * sequences
    expect(buffer(1024)).toBeCloseTo(304 * 4)
    expect(buffer(100)).toBeCloseTo(128 * 4)
    expect(buffer(1)).toBeCloseTo(4)
  })

  it('holds more batches in flight with a pipeline, from 0.26.0 on', () => {
    expect(vllm('0.24.0').concurrentBatches).toBe(1)
    expect(vllm('0.26.0', 191.98, { mixtureOfExperts: true }).concurrentBatches).toBe(2)
    expect(vllm('0.33.0', 191.98, { pipelineParallel: 2 }).concurrentBatches).toBe(3)
  })

  it('pads expert rows on ROCm up to 0.28.0', () => {
    expect(vllm('0.28.0').padsExpertRows).toBe(true)
    expect(vllm('0.30.0').padsExpertRows).toBe(false)
    expect(vllm('0.28.0', 79.1, { gfx: '' }).padsExpertRows).toBe(false)
    expect(vllm('0.28.0', 191.98, { env: { VLLM_ROCM_MOE_PADDING: '0' } }).padsExpertRows).toBe(false)
  })

  it('pads fp8 rows on ROCm in every version, unless told not to', () => {
    const pads = (more = {}) => vllm('0.33.0', 191.98, more).padsFp8Rows
    expect([pads(), pads({ gfx: '' }), pads({ env: { VLLM_ROCM_FP8_PADDING: '0' } })]).toEqual([
      true,
      false,
      false,
    ])
  })

  it('takes its baseline later, and counts tokens otherwise, version by version', () => {
    const flags = (version: string) => {
      const { baseline, tokensAreConcurrency, statePrefixCaching, ceilsBudget, reservesNullBlock } =
        vllm(version)
      return [baseline, tokensAreConcurrency, statePrefixCaching, ceilsBudget, reservesNullBlock]
    }
    expect(flags('0.6.4')).toEqual(['everything', false, false, false, false])
    expect(flags('0.9.2')).toEqual(['communicators', false, false, false, false])
    expect(flags('0.19.1')).toEqual(['growth', false, false, false, false])
    expect(flags('0.20.2')).toEqual(['growth', true, false, false, false])
    expect(flags('0.26.0')).toEqual(['growth', true, true, false, false])
    expect(flags('0.28.0')).toEqual(['growth', true, true, true, false])
    expect(flags('0.30.0')).toEqual(['growth', true, true, true, true])
  })
})

describe('SGLang', () => {
  it.each([
    ['MI300X', 191.98, 1, 0.867],
    ['MI300X', 191.98, 8, 0.862],
    ['MI355X', 287.98, 8, 0.908],
    ['MI210', 63.98, 1, 0.795],
  ])(
    'on %s of %d GiB with tensor parallel %d leaves %d for weights and cache',
    (_name, memory, tensorParallel, fraction) => {
      expect(sglang(memory, { tensorParallel }).memoryFraction).toBe(fraction)
    },
  )

  const h100 = (sglangSettings: object, version = '0.5.23', more = {}) =>
    sglang(79.1, { gfx: '', sglang: sglangSettings, ...more }, version).memoryFraction
  /** (81,000 MiB − reserve) ÷ 81,000, the reserve added up by hand from the sources. */
  const left = (reservedMiB: number) => Math.round((1 - reservedMiB / (79.1 * 1024)) * 1000) / 1000

  it('reserves for captured prefills on CUDA from 0.5.16, never on ROCm', () => {
    // 512 + 1.5 × 8192 + 128 + 2 × 256, and 66 prefill sizes of 8 MiB
    expect(h100({}, '0.5.9')).toBe(left(13_440))
    expect(h100({})).toBe(left(13_440 + 8 * 66))
    expect(h100({ prefillGraphs: false })).toBe(left(13_440))
    expect(h100({ vision: { layers: 24, hiddenSize: 1024 } })).toBeCloseTo(left(13_440) * 0.95)
    expect(h100({}, '0.5.23', { pipelineParallel: 2 })).toBe(left(13_440 + 128))
    expect(h100({}, '0.5.23', { gfx: 'gfx942' })).toBe(left(13_440))
    expect(h100({ forcesPrefillGraphs: true }, '0.5.23', { gfx: 'gfx942' })).toBe(left(13_440 + 8 * 66))
  })

  it('reserves a fixed amount for latent attention, which 0.5.16 does not capture', () => {
    expect(h100({ latentAttention: true })).toBe(left(13_440 + 1536))
    expect(h100({ latentAttention: true }, '0.5.16')).toBe(left(13_440))
  })

  it('reserves more for DP attention, DeepEP and, in 0.5.9, drafts', () => {
    const off = { prefillGraphs: false }
    expect(h100({ ...off, attentionDataParallel: 2 })).toBe(left(13_440 + 3 * 256 * 2))
    expect(h100({ ...off, attentionDataParallel: 8 }, '0.5.23', { tensorParallel: 8 })).toBe(
      left(512 + 12_288 + 1024 + 2 * 512 + 4.5 * 512 * 8),
    )
    expect(h100({ ...off, deepep: true })).toBe(left(13_440 + 2048))
    expect(h100({ draft: 'head' }, '0.5.9')).toBe(left(13_440 + 2048))
    expect(h100({ ...off, draft: 'head' })).toBe(left(13_440))
  })

  it('keeps little when the cache is sized after capture', () => {
    const env = { SGLANG_ENABLE_POST_CAPTURE_KV_SIZING: '1' }
    expect(h100({}, '0.5.23', { env })).toBe(left(1536 + 128))
    expect(h100({}, '0.5.16', { env })).toBe(left(512 + 128))
    expect(h100({}, '0.5.9', { env })).toBe(h100({}, '0.5.9'))
  })

  it('keeps at least 10 GiB free on large devices', () => {
    expect(h100({ chunkedPrefillSize: 2048, decodeGraphs: false })).toBe(left(10_240))
  })

  it('cuts prefills by device, and small devices later than before', () => {
    expect(sglang(191.98).maxNumBatchedTokens).toBe(16_384)
    expect(sglang(63.98).maxNumBatchedTokens).toBe(8192)
    expect(sglang(24).maxNumBatchedTokens).toBe(4096)
    expect(sglang(24, {}, '0.5.16').maxNumBatchedTokens).toBe(2048)
  })
})
