import { describe, expect, it } from 'vitest'
import { cacheElement } from '../../../../src/decide/fit/cache/element.ts'
import { attention, inputOf, latent, layered, planned } from './shapes.ts'

const vllm = { backend: 'vllm', version: '0.33.0' } as const
const sglang = { backend: 'sglang', version: '0.5.23' } as const

describe('an element of the cache', () => {
  it.each([
    ['auto', 2, 2, 0],
    ['auto', 4, 4, 0],
    ['bfloat16', 4, 2, 0],
    ['fp8', 2, 1, 0],
    ['fp8_e5m2', 2, 1, 0],
    ['int8_per_token_head', 2, 1, 8],
    ['int4_per_token_head', 2, 0.5, 8],
  ])('of %s with a model of %i bytes has %d, and %i of scales', (dtype, modelBytes, bytes, scaleBytes) => {
    expect(cacheElement(dtype, modelBytes, vllm)).toEqual({ bytes, scaleBytes })
  })

  it('is known by the names of its engine', () => {
    expect(cacheElement('bf16', 2, sglang)).toEqual({ bytes: 2, scaleBytes: 0 })
    for (const [dtype, engine] of [
      ['bf16', vllm],
      ['fp8', sglang],
      ['toString', vllm],
    ] as const) {
      expect(cacheElement(dtype, 2, engine)).toEqual({ error: expect.stringContaining(`"${dtype}"`) })
    }
  })

  it('is not known where a backend packs it', () => {
    expect(cacheElement('turboquant_k8v4', 2, vllm)).toEqual({ error: expect.stringContaining('packs it') })
  })

  it('has its scales beside every head, or every latent', () => {
    const bytes = (shape: ReturnType<typeof layered>, cacheDtype: string, tensorParallel = 1) =>
      planned(inputOf(shape, '0.28.0', { cacheDtype, tensorParallel })).requestBytes(1600) / 1600
    const gqa = layered([attention(8, 128)], 1)
    expect(bytes(gqa, 'int8_per_token_head')).toBe(8 * (256 + 8))
    expect(bytes(gqa, 'int4_per_token_head', 2)).toBe(4 * (128 + 8))
    const mla = layered([latent()], 1)
    expect(bytes(mla, 'int8_per_token_head')).toBe(576 + 8)
    expect(bytes(mla, 'int4_per_token_head')).toBe(288 + 8)
    expect(bytes(mla, 'fp8_ds_mla', 8)).toBe(656)
  })

  it('is the checkpoint’s own unless the argument says otherwise', () => {
    const bytes = (cacheDtype: string) =>
      planned(
        inputOf(layered([attention(8, 128)], 1), '0.33.0', { cacheDtype, checkpointCacheDtype: 'fp8' }),
      ).groups.map((group) => group.pageBytes)
    expect(bytes('auto')).toEqual([16 * 8 * 256])
    expect(bytes('bfloat16')).toEqual([16 * 8 * 256 * 2])
  })

  it('of values may be narrower than that of keys, from 0.14', () => {
    const shape = layered([attention(4, 192, { valueHeadDim: 128 })], 1)
    const page = (version: string) => planned(inputOf(shape, version)).groups[0]?.pageBytes
    expect(page('0.33.0')).toBe(16 * 4 * 320 * 2)
    expect(page('0.11.0')).toBe(16 * 4 * 384 * 2)
  })
})
