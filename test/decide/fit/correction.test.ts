import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  correctedBy,
  correctionLimit,
  correctionWords,
  digestOf,
  findCorrection,
} from '../../../src/decide/fit/correction.ts'
import type { Correction } from '../../../src/inventory/corrections.ts'

const digest = `sha256:${'a'.repeat(64)}`
const image = `vllm/vllm-openai-rocm@${digest}`
const learned: Correction = {
  model: 'Qwen/Qwen3-32B',
  accelerator: 'MI300X',
  imageDigest: digest,
  cacheRatio: 0.96,
  starts: 3,
}

describe('a learned correction', () => {
  it('is found by model, accelerator and digest, the model in any case', () => {
    expect(findCorrection([learned], 'qwen/qwen3-32b', 'MI300X', image)).toBe(learned)
  })

  it.each([
    ['Qwen/Qwen3-14B', 'MI300X', image],
    ['Qwen/Qwen3-32B', 'MI325X', image],
    ['Qwen/Qwen3-32B', 'MI300X', `vllm/vllm-openai-rocm@sha256:${'b'.repeat(64)}`],
    ['Qwen/Qwen3-32B', 'MI300X', 'vllm/vllm-openai-rocm:v0.33.0'],
  ])('is not that of %s on %s with %s', (model, accelerator, other) => {
    expect(findCorrection([learned], model, accelerator, other)).toBeUndefined()
  })

  it('says how much and from how many starts', () => {
    expect(correctionWords(learned, correctedBy(learned))).toBe(
      '4.0 % less KV cache than computed, as 3 starts of this image on this accelerator showed',
    )
    expect(correctionWords({ ...learned, starts: 1 }, 0.02)).toContain('2.0 % more KV cache')
  })

  it('never shifts an estimate by more than a tenth', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-9, max: 1e9, noNaN: true }), (cacheRatio) => {
        const share = correctedBy({ ...learned, cacheRatio })
        expect(Math.abs(share)).toBeLessThanOrEqual(correctionLimit)
        expect(Math.sign(share)).toBe(Math.sign(cacheRatio - 1))
      }),
    )
  })
})

describe('the digest of an image', () => {
  it('is what follows @, not a tag', () => {
    expect(digestOf(image)).toBe(digest)
    expect(digestOf('vllm/vllm-openai-rocm:v0.33.0')).toBeUndefined()
    expect(digestOf('vllm/vllm-openai-rocm@sha256:abc')).toBeUndefined()
  })
})
