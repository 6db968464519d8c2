import { describe, expect, it } from 'vitest'
import { knownVersions } from '../../src/catalog/engines.ts'
import { backends } from '../../src/catalog/recipe.ts'
import {
  engineInstead,
  engineOfImage,
  imageFor,
  imageTargets,
  isCudaImage,
} from '../../src/engines/images.ts'

describe('instead of a CUDA image', () => {
  it.each([
    ['vllm/vllm-openai:v0.16.0', 'vllm', '0.16.0'],
    ['registry.example.com:5000/vllm/vllm-openai:v0.11.0', 'vllm', knownVersions('vllm').at(-1)],
    ['vllm/vllm-openai:latest', 'vllm', knownVersions('vllm').at(-1)],
    ['lmsysorg/sglang:v0.5.9', 'sglang', '0.5.9'],
    ['lmsysorg/sglang:v0.4.6-cu124', 'sglang', knownVersions('sglang').at(-1)],
  ])('of %s runs %s %s, the same version where there is a ROCm image of it', (image, backend, version) => {
    expect(engineInstead(image)).toMatchObject({ backend, version })
  })

  it('nothing is known of other programs', () => {
    expect(engineInstead('nvcr.io/nvidia/tritonserver:25.01')).toBeUndefined()
  })
})

describe('images', () => {
  it('name version and target as their publishers do', () => {
    expect(imageFor({ backend: 'vllm', version: '0.33.0' }, 'gfx942')).toBe('vllm/vllm-openai-rocm:v0.33.0')
    expect(imageFor({ backend: 'sglang', version: '0.5.9' }, 'gfx942')).toBe(
      'lmsysorg/sglang:v0.5.9-rocm700-mi30x',
    )
    expect(imageFor({ backend: 'sglang', version: '0.5.16' }, 'gfx942')).toBe(
      'lmsysorg/sglang:v0.5.16-rocm720-mi30x',
    )
    expect(imageFor({ backend: 'sglang', version: '0.5.23' }, 'gfx950')).toBe(
      'lmsysorg/sglang:v0.5.23-rocm720-mi35x',
    )
  })

  it.each(backends.flatMap((backend) => knownVersions(backend).map((version) => ({ backend, version }))))(
    'of $backend $version are recognised again',
    (engine) => {
      for (const gfx of ['gfx90a', 'gfx942', 'gfx950']) {
        expect(engineOfImage(imageFor(engine, gfx))).toEqual(engine)
        expect(isCudaImage(imageFor(engine, gfx))).toBe(false)
      }
    },
  )

  it.each([
    ['rocm/vllm:rocm7.14.0_cdna_ubuntu24.04_py3.14_pytorch_2.11.0_vllm_0.23.0', 'vllm', '0.23.0'],
    ['rocm/vllm:rocm7.12.0_gfx950-dcgpu_ubuntu24.04_py3.12_pytorch_2.9.1_vllm_0.16.0', 'vllm', '0.16.0'],
    ['rocm/vllm:rocm6.4.1_vllm_0.9.1_20250715', 'vllm', '0.9.1'],
    ['registry.local:5000/mirror/vllm-openai-rocm:v0.33.0@sha256:0123', 'vllm', '0.33.0'],
    ['vllm/vllm-openai-rocm', 'vllm', 'latest'],
    ['rocm/vllm-dev:nightly', 'vllm', 'nightly'],
    ['lmsysorg/sglang:v0.5.16-rocm720-mi30x', 'sglang', '0.5.16'],
    ['rocm/sgl-dev:latest', 'sglang', 'latest'],
  ])('%s is %s %s', (image, backend, version) => {
    expect(engineOfImage(image)).toEqual({ backend, version })
  })

  it('of other things are not taken for engines', () => {
    expect(engineOfImage('registry.k8s.io/pause:3.10')).toBeUndefined()
    expect(engineOfImage('')).toBeUndefined()
  })

  it.each([
    ['rocm/vllm:rocm7.12.0_gfx950-dcgpu_vllm_0.16.0', ['gfx950']],
    ['rocm/vllm:rocm7.12.0_gfx94X-dcgpu_vllm_0.16.0', ['gfx942']],
    ['lmsysorg/sglang:v0.5.9-rocm700-mi30x', ['gfx942']],
    ['lmsysorg/sglang:v0.5.9-rocm700-mi35x', ['gfx950']],
    ['vllm/vllm-openai-rocm:v0.33.0', undefined],
  ])('%s is built for %j', (image, targets) => {
    expect(imageTargets(image)).toEqual(targets)
  })

  it.each(['vllm/vllm-openai:v0.33.0', 'lmsysorg/sglang:v0.5.9-cu129', 'nvcr.io/nvidia/vllm:25.09-py3'])(
    '%s is for NVIDIA',
    (image) => expect(isCudaImage(image)).toBe(true),
  )
})
