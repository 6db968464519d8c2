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

  it('between two rows take the older one, outside the nearest, and without a number the newest', () => {
    expect(vllm('0.27.1')).toEqual(vllm('0.26.0'))
    expect(vllm('0.9.1')).toEqual(vllm('0.11.0'))
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

  it('charges graphs on ROCm by model runner', () => {
    const charges = (version: string, mixtureOfExperts: boolean) =>
      vllm(version, 191.98, { gfx: 'gfx942', mixtureOfExperts }).chargesGraphs
    expect([charges('0.24.0', true), charges('0.24.0', false)]).toEqual([false, false])
    expect([charges('0.28.0', true), charges('0.28.0', false)]).toEqual([true, false])
    expect([charges('0.33.0', true), charges('0.33.0', false)]).toEqual([true, true])
    expect(vllm('0.20.2', 79.1, { gfx: '' }).chargesGraphs).toBe(true)
  })

  /** Sampler of 1,024 sequences on 304 compute units, GiB, as the sources add up for these vocabularies. */
  it.each([
    ['0.16.0', 128_256, 4.65],
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

  it('cuts prefills by device, and small devices later than before', () => {
    expect(sglang(191.98).maxNumBatchedTokens).toBe(16_384)
    expect(sglang(63.98).maxNumBatchedTokens).toBe(8192)
    expect(sglang(24).maxNumBatchedTokens).toBe(4096)
    expect(sglang(24, {}, '0.5.16').maxNumBatchedTokens).toBe(2048)
  })
})
