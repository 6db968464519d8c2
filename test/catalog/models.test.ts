import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { modelVariants } from '../../src/catalog/model-variants.ts'
import { models, nearestModels, resolveModel } from '../../src/catalog/models.ts'
import { precisions } from '../../src/vocabulary/precision.ts'

const read = (id: string) => {
  const found = resolveModel(id)
  return found && [found.architecture.id, found.precision, found.format, found.how]
}

describe('names', () => {
  it('of the table are exact, in any case', () => {
    for (const { id } of models) {
      expect(resolveModel(id)).toMatchObject({ id, how: 'exact', note: '', architecture: { id } })
      expect(resolveModel(id.toUpperCase())?.architecture.id).toBe(id)
    }
  })

  it('of variants are the row they belong to, and nobody else’s', () => {
    const ids = [...models, ...modelVariants].map(({ id }) => id.toLowerCase())
    expect(new Set(ids).size).toBe(ids.length)
    for (const { id, of } of modelVariants)
      expect(resolveModel(id)).toMatchObject({
        how: 'alias',
        architecture: { id: of },
        note: `same architecture as ${of}`,
      })
  })

  it.each([
    ['Qwen/Qwen3-32B', ['Qwen/Qwen3-32B', 'bf16', 'bf16', 'exact']],
    ['Qwen/Qwen3-32B-FP8', ['Qwen/Qwen3-32B', 'fp8', 'fp8-block128', 'build']],
    ['Qwen/Qwen3-32B-AWQ', ['Qwen/Qwen3-32B', 'int4', 'int4-g128', 'build']],
    ['Qwen/Qwen3-8B-GPTQ-Int8', ['Qwen/Qwen3-8B', 'int8', 'int8-g128', 'build']],
    ['someone/Qwen3-30B-A3B-Instruct-2507-AWQ-4bit', ['Qwen/Qwen3-30B-A3B', 'int4', 'int4-g128', 'build']],
    ['RedHatAI/Qwen3-32B-FP8-dynamic', ['Qwen/Qwen3-32B', 'fp8', 'fp8-channel', 'build']],
    [
      'RedHatAI/Meta-Llama-3.1-8B-Instruct-quantized.w8a8',
      ['meta-llama/Llama-3.1-8B-Instruct', 'int8', 'int8', 'build'],
    ],
    [
      'RedHatAI/Llama-3.3-70B-Instruct-quantized.w4a16',
      ['meta-llama/Llama-3.3-70B-Instruct', 'int4', 'int4-g128', 'build'],
    ],
    ['amd/Llama-3.1-405B-Instruct-FP8-KV', ['meta-llama/Llama-3.1-405B-Instruct', 'fp8', 'fp8', 'build']],
    ['amd/Llama-3_1-405B-Instruct-FP8-KV', ['meta-llama/Llama-3.1-405B-Instruct', 'fp8', 'fp8', 'build']],
    [
      'meta-llama/Llama-3.1-405B-Instruct-FP8',
      ['meta-llama/Llama-3.1-405B-Instruct', 'fp8', 'fp8-fbgemm', 'alias'],
    ],
    ['amd/DeepSeek-R1-0528-MXFP4-Preview', ['deepseek-ai/DeepSeek-V3', 'fp4', 'mxfp4', 'build']],
    ['nvidia/DeepSeek-R1-FP4', ['deepseek-ai/DeepSeek-V3', 'fp4', 'nvfp4', 'build']],
    ['deepseek-ai/DeepSeek-R1', ['deepseek-ai/DeepSeek-V3', 'fp8', 'fp8-block128', 'alias']],
    ['unsloth/DeepSeek-R1-BF16', ['deepseek-ai/DeepSeek-V3', 'bf16', 'bf16', 'build']],
    [
      'meta-llama/Llama-4-Maverick-17B-128E-Instruct-FP8',
      ['meta-llama/Llama-4-Maverick-17B-128E-Instruct', 'fp8', 'fp8', 'build'],
    ],
    ['unsloth/Llama-3.3-70B-Instruct', ['meta-llama/Llama-3.3-70B-Instruct', 'bf16', 'bf16', 'build']],
    ['unsloth/gpt-oss-120b', ['openai/gpt-oss-120b', 'fp4', 'mxfp4-experts', 'build']],
    ['moonshotai/Kimi-K2-Thinking', ['moonshotai/Kimi-K2-Instruct', 'int4', 'int4-experts-g32', 'alias']],
    [
      'nvidia/NVIDIA-Nemotron-3-Nano-30B-A3B-FP8',
      ['nvidia/NVIDIA-Nemotron-3-Nano-30B-A3B-BF16', 'fp8', 'fp8', 'build'],
    ],
  ])('%s', (id, expected) => {
    expect(read(id)).toEqual(expected)
  })

  it.each([
    'Qwen/Qwen3-33B',
    'Qwen/Qwen3-32B-Base',
    'Qwen/Qwen3-32B-abliterated',
    'someone/Qwen3-32B-GGUF',
    'mistralai/Mistral-Small-Instruct-2409',
    '/models/Qwen3-32B',
    's3://bucket/Qwen3-32B',
    'a/b/Qwen3-32B',
    '',
    '-FP8',
  ])('%s is not guessed', (id) => {
    expect(resolveModel(id)).toBeUndefined()
  })

  it('are told in words when they are not exact', () => {
    expect(resolveModel('RedHatAI/Qwen3-32B-FP8-dynamic')?.note).toBe(
      'taken as the fp8 build of Qwen/Qwen3-32B',
    )
    expect(resolveModel('unsloth/Qwen3-32B')?.note).toBe('taken as another copy of Qwen/Qwen3-32B')
  })

  it('are read without throwing, whatever they are', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.constantFrom(...models).map(({ id }) => `${id}-FP8-KV`),
        ),
        (id) => {
          const found = resolveModel(id)
          if (found) expect(precisions).toContain(found.precision)
          expect(nearestModels(id).length).toBeLessThanOrEqual(3)
        },
      ),
    )
  })
})

describe('what differs between relatives', () => {
  it('is the longest context', () => {
    expect(resolveModel('Qwen/Qwen3-30B-A3B')?.architecture.maxPositions).toBe(40_960)
    expect(resolveModel('Qwen/Qwen3-30B-A3B-Thinking-2507-FP8')?.architecture.maxPositions).toBe(262_144)
  })

  it('is the size of the files, which is kept only for the format it was measured in', () => {
    expect(resolveModel('deepseek-ai/DeepSeek-R1-0528')?.architecture.checkpointGiB).toBe(641.3)
    expect(resolveModel('amd/DeepSeek-R1-0528-MXFP4')?.architecture.checkpointGiB).toBeUndefined()
    expect(resolveModel('moonshotai/Kimi-K2.5')?.architecture.checkpointGiB).toBe(554.32)
    expect(resolveModel('moonshotai/Kimi-K2-Instruct')?.architecture.checkpointGiB).toBeUndefined()
  })
})

describe('near misses', () => {
  it('are at most three, nearest first, and none for what is far', () => {
    expect(nearestModels('Qwen/Qwen3-33B')[0]).toBe('Qwen/Qwen3-32B')
    expect(nearestModels('meta/Lama-3.1-8B-Instruct')[0]).toBe('meta-llama/Llama-3.1-8B-Instruct')
    expect(nearestModels('qwen3-32')[0]).toBe('Qwen/Qwen3-32B')
    expect(nearestModels('completely/different-thing-altogether')).toEqual([])
  })
})
