import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { modelVariants } from '../../src/catalog/model-variants.ts'
import { models, nearestModels, resolveModel, storedAs, unreadableBuild } from '../../src/catalog/models.ts'
import { precisions } from '../../src/vocabulary/precision.ts'

const read = (id: string) => {
  const found = resolveModel(id)
  return found && [found.architecture.id, found.format, found.how]
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
    ['Qwen/Qwen3-32B', 'Qwen/Qwen3-32B', 'bf16', 'exact'],
    ['deepseek-ai/DeepSeek-R1', 'deepseek-ai/DeepSeek-V3', 'fp8-block128', 'alias'],
    ['Qwen/Qwen3-30B-A3B-Thinking-2507', 'Qwen/Qwen3-30B-A3B', 'bf16', 'alias'],
    ['meta-llama/Meta-Llama-3-8B-Instruct', 'meta-llama/Llama-3.1-8B-Instruct', 'bf16', 'alias'],
    ['meta-llama/Llama-3.1-405B-Instruct-FP8', 'meta-llama/Llama-3.1-405B-Instruct', 'fp8-fbgemm', 'alias'],
    ['moonshotai/Kimi-K2-Thinking', 'moonshotai/Kimi-K2-Instruct', 'int4-experts-g32', 'alias'],
    ['mistralai/Mistral-Small-24B', 'mistralai/Mistral-Small-24B-Instruct-2501', 'bf16', 'alias'],
    ['zai-org/GLM-5.1-FP8', 'zai-org/GLM-5', 'fp8-block128', 'alias'],
  ])('%s is %s in %s, %s', (id, ...expected) => {
    expect(read(id)).toEqual(expected)
  })

  it.each([
    // block-wise, per channel, per tensor: by publisher and by word
    ['Qwen/Qwen3-32B-FP8', 'Qwen/Qwen3-32B', 'fp8-block128'],
    ['Qwen/Qwen3-32B-FP8-Static-PerTensor', 'Qwen/Qwen3-32B', 'fp8'],
    ['RedHatAI/Qwen3-32B-FP8-dynamic', 'Qwen/Qwen3-32B', 'fp8-channel'],
    ['RedHatAI/Qwen3-30B-A3B-FP8-block', 'Qwen/Qwen3-30B-A3B', 'fp8-block128'],
    ['nvidia/Llama-3.1-70B-Instruct-FP8', 'meta-llama/Llama-3.3-70B-Instruct', 'fp8'],
    ['EmbeddedLLM/DeepSeek-R1-PTPC-FP8', 'deepseek-ai/DeepSeek-V3', 'fp8-channel'],
    ['zai-org/GLM-4.6-FP8', 'zai-org/GLM-4.5', 'fp8-channel'],
    ['amd/Llama-3.1-405B-Instruct-FP8-KV', 'meta-llama/Llama-3.1-405B-Instruct', 'fp8'],
    ['amd/Llama-3_1-405B-Instruct-FP8-KV', 'meta-llama/Llama-3.1-405B-Instruct', 'fp8'],
    ['neuralmagic/Mixtral-8x7B-Instruct-v0.1-FP8', 'mistralai/Mixtral-8x7B-Instruct-v0.1', 'fp8'],
    // 8 bit integers
    ['RedHatAI/Meta-Llama-3.1-8B-Instruct-quantized.w8a8', 'meta-llama/Llama-3.1-8B-Instruct', 'int8'],
    ['RedHatAI/Qwen3-14B-quantized.w8a16', 'Qwen/Qwen3-14B', 'int8-g128'],
    ['Qwen/Qwen2.5-7B-Instruct-GPTQ-Int8', 'Qwen/Qwen2.5-7B-Instruct', 'int8-g128'],
    ['cyankiwi/Qwen3-Next-80B-A3B-Instruct-AWQ-8bit', 'Qwen/Qwen3-Next-80B-A3B-Instruct', 'int8-g128'],
    // 4 bit integers
    ['Qwen/Qwen3-32B-AWQ', 'Qwen/Qwen3-32B', 'int4-g128'],
    ['Qwen/Qwen2.5-32B-Instruct-GPTQ-Int4', 'Qwen/Qwen2.5-32B-Instruct', 'int4-g128'],
    ['someone/Qwen3-30B-A3B-Instruct-2507-AWQ-4bit', 'Qwen/Qwen3-30B-A3B', 'int4-g128'],
    ['cpatonn/Qwen3-Coder-30B-A3B-Instruct-GPTQ-4bit', 'Qwen/Qwen3-30B-A3B', 'int4-g128'],
    [
      'hugging-quants/Meta-Llama-3.1-405B-Instruct-AWQ-INT4',
      'meta-llama/Llama-3.1-405B-Instruct',
      'int4-g128',
    ],
    ['RedHatAI/Llama-3.3-70B-Instruct-quantized.w4a16', 'meta-llama/Llama-3.3-70B-Instruct', 'int4-g128'],
    ['Intel/Qwen3-14B-int4-AutoRound', 'Qwen/Qwen3-14B', 'int4-g128'],
    ['ISTA-DASLab/gemma-3-27b-it-GPTQ-4b-128g', 'google/gemma-3-27b-it', 'int4-g128'],
    ['cpatonn/Qwen3-Next-80B-A3B-Instruct-AWQ-4bit', 'Qwen/Qwen3-Next-80B-A3B-Instruct', 'int4-g32'],
    ['TheBloke/Llama-2-70B-Chat-AWQ', 'meta-llama/Llama-2-70b-chat-hf', 'int4-g128'],
    ['someone/Qwen3-8B-GPTQ-4-bits-g32', 'Qwen/Qwen3-8B', 'int4-g32'],
    // 4 bit floats
    ['amd/Llama-3.3-70B-Instruct-MXFP4-Preview', 'meta-llama/Llama-3.3-70B-Instruct', 'mxfp4'],
    ['amd/DeepSeek-R1-0528-MXFP4', 'deepseek-ai/DeepSeek-V3', 'mxfp4'],
    ['amd/Qwen3.5-397B-A17B-MoE-MXFP4', 'Qwen/Qwen3.5-397B-A17B', 'mxfp4'],
    ['nvidia/DeepSeek-R1-FP4', 'deepseek-ai/DeepSeek-V3', 'nvfp4'],
    ['nvidia/DeepSeek-R1-0528-NVFP4-v2', 'deepseek-ai/DeepSeek-V3', 'nvfp4'],
    ['RedHatAI/Qwen3-32B-NVFP4A16', 'Qwen/Qwen3-32B', 'nvfp4'],
    // copies and 16 bit
    ['unsloth/Llama-3.3-70B-Instruct', 'meta-llama/Llama-3.3-70B-Instruct', 'bf16'],
    ['unsloth/gpt-oss-120b', 'openai/gpt-oss-120b', 'mxfp4-experts'],
    ['unsloth/gpt-oss-20b-BF16', 'openai/gpt-oss-20b', 'bf16'],
    ['unsloth/DeepSeek-R1-BF16', 'deepseek-ai/DeepSeek-V3', 'bf16'],
    ['nvidia/NVIDIA-Nemotron-3-Nano-30B-A3B-FP8', 'nvidia/NVIDIA-Nemotron-3-Nano-30B-A3B-BF16', 'fp8'],
    // as people write them, without a publisher
    ['Llama-3.1-70B w8a8', 'meta-llama/Llama-3.3-70B-Instruct', 'int8'],
    ['DeepSeek-R1 AWQ', 'deepseek-ai/DeepSeek-V3', 'int4-g128'],
    ['Qwen2.5-7B-Instruct int4', 'Qwen/Qwen2.5-7B-Instruct', 'int4-g128'],
    ['Qwen3.6-27B INT8-W8A8', 'Qwen/Qwen3.6-27B', 'int8'],
    ['Qwen3-Next-80B-A3B', 'Qwen/Qwen3-Next-80B-A3B-Instruct', 'bf16'],
    ['qwen3-8b-fp8', 'Qwen/Qwen3-8B', 'fp8'],
    ['gemma-3-27b', 'google/gemma-3-27b-it', 'bf16'],
    ['command-r-plus', 'CohereForAI/c4ai-command-r-plus', 'bf16'],
  ])('%s is a build of %s in %s', (id, row, format) => {
    expect(read(id)).toEqual([row, format, 'build'])
  })

  it.each([
    ['a size', 'Qwen/Qwen3-33B'],
    ['a size of a build', 'RedHatAI/Qwen3-33B-FP8-dynamic'],
    ['a version', 'mistralai/Mistral-7B-Instruct-v0.1'],
    ['a version before storage words', 'nvidia/DeepSeek-R1-0528-v2-NVFP4'],
    ['a release', 'Qwen/Qwen3-32B-Base'],
    ['a release left out by a publisher', 'someone/Qwen3-Next-80B-A3B'],
    ['a release left out where relatives differ', 'Qwen2.5-VL'],
    ['a training', 'Qwen/Qwen3-32B-abliterated'],
    ['a mixture of formats', 'QuantTrio/Qwen3-30B-A3B-Thinking-2507-GPTQ-Int4-Int8Mix'],
    ['files of another engine', 'someone/Qwen3-32B-GGUF'],
    ['a path', '/models/Qwen3-32B'],
    ['a URL', 's3://bucket/Qwen3-32B'],
    ['a longer path', 'a/b/Qwen3-32B'],
    ['nothing', ''],
    ['storage alone', '-FP8'],
    ['a storage word alone', 'fp8'],
  ])('that differ in %s are not guessed: %s', (_what, id) => {
    expect(resolveModel(id)).toBeUndefined()
  })

  it('of builds with a width of their own keep it', () => {
    const width = (id: string) => resolveModel(id)?.architecture.shape?.kinds
    expect(width('Qwen/Qwen2.5-72B-Instruct-GPTQ-Int4')).toEqual(width('Qwen/Qwen2.5-72B-Instruct-AWQ'))
    expect(width('Qwen/Qwen2.5-72B-Instruct-GPTQ-Int4')).not.toEqual(width('Qwen/Qwen2.5-72B-Instruct'))
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

  it('mean the same model with any storage words behind them', () => {
    const words = ['FP8', 'FP8-dynamic', 'AWQ', 'GPTQ-Int4', 'quantized.w8a8', 'MXFP4', 'bf16', 'FP8-KV']
    for (const { id } of models.filter((model) => !/-(AWQ|GPTQ)/.test(model.id)))
      for (const word of words)
        expect([id, word, resolveModel(`somebody/${id.split('/')[1]}-${word}`)?.architecture.id]).toEqual([
          id,
          word,
          id,
        ])
  })
})

describe('files that the engines do not read', () => {
  it('are named, with what to use instead', () => {
    expect(unreadableBuild('unsloth/Qwen3-32B-GGUF')).toMatch(
      /^unsloth\/Qwen3-32B-GGUF holds GGUF files: .* Use Qwen\/Qwen3-32B or/,
    )
    expect(unreadableBuild('unsloth/Llama-3.2-1B-Instruct-unsloth-bnb-4bit')).toMatch(
      /bitsandbytes .*meta-llama\/Llama-3.2-1B-Instruct/,
    )
    expect(unreadableBuild('turboderp/some-model-exl2')).toBe(
      'turboderp/some-model-exl2 holds exl2 weights, which fitgate cannot size.',
    )
  })

  it('are not seen in other names', () => {
    for (const id of ['Qwen/Qwen3-32B', 'Qwen/Qwen3-33B-FP8', 'gguf', 's3://x/Qwen3-32B-GGUF'])
      expect(unreadableBuild(id)).toBeUndefined()
  })
})

describe('what differs between relatives', () => {
  it('is the longest context, in the shape too', () => {
    const positions = (id: string) => {
      const { architecture } = resolveModel(id) ?? {}
      return [architecture?.maxPositions, architecture?.shape?.maxPositions]
    }
    expect(positions('Qwen/Qwen3-30B-A3B')).toEqual([40_960, 40_960])
    expect(positions('Qwen/Qwen3-30B-A3B-Thinking-2507-FP8')).toEqual([262_144, 262_144])
    expect(positions('meta-llama/Meta-Llama-3-8B-Instruct')).toEqual([8192, 8192])
  })

  it('is the size of the files, which is kept only for the format it was measured in', () => {
    const size = (id: string) => {
      const { architecture, stored } = resolveModel(id) ?? {}
      expect(stored?.checkpointBytes).toBe(
        architecture?.checkpointGiB && Math.round(architecture.checkpointGiB * 2 ** 30),
      )
      return architecture?.checkpointGiB
    }
    expect(size('deepseek-ai/DeepSeek-R1-0528')).toBe(641.3)
    expect(size('amd/DeepSeek-R1-0528-MXFP4')).toBeUndefined()
    expect(size('moonshotai/Kimi-K2.5')).toBe(554.32)
    expect(size('moonshotai/Kimi-K2-Thinking')).toBeUndefined()
    expect(size('zai-org/GLM-5.2-FP8')).toBe(703.75)
    expect(size('zai-org/GLM-5.2')).toBeUndefined()
    expect(size('Qwen/Qwen3.6-35B-A3B-FP8')).toBe(34.9)
  })
})

describe('what a build leaves in 16 bit', () => {
  it.each([
    ['Qwen/Qwen3-32B', undefined],
    ['RedHatAI/Qwen3-32B-FP8-dynamic', undefined],
    ['cpatonn/Qwen3-Next-80B-A3B-Instruct-AWQ-4bit', ['attention', 'stateMixer', 'sharedExperts']],
    ['Qwen/Qwen3.5-122B-A10B-GPTQ-Int4', ['attention', 'stateMixer', 'sharedExperts']],
    ['meta-llama/Llama-4-Maverick-17B-128E-Instruct-FP8', ['attention', 'dense', 'sharedExperts']],
    ['amd/Kimi-K2-Thinking-MXFP4', ['attention', 'indexer', 'dense', 'sharedExperts']],
    ['nvidia/Kimi-K2.5-NVFP4', ['attention', 'indexer', 'dense', 'sharedExperts']],
    ['amd/Kimi-K2.5-MXFP4', ['attention']],
    ['nvidia/MiniMax-M2.5-NVFP4', ['attention']],
    ['someone/MiniMax-M2.5-NVFP4', undefined],
  ])('%s: %j', (id, classes) => {
    expect(resolveModel(id)?.stored.in16Bit).toEqual(classes)
  })

  it('may be some of a class, or another format', () => {
    expect(resolveModel('meta-llama/Llama-3.1-405B-Instruct-FP8')?.stored).toEqual({
      format: 'fp8-fbgemm',
      sharesIn16Bit: { dense: 2 / 126 },
    })
    expect(resolveModel('amd/Llama-3.1-405B-Instruct-FP8-KV')?.stored).toEqual({ format: 'fp8' })
    expect(resolveModel('nvidia/DeepSeek-V3.1-NVFP4')?.stored.sharesIn16Bit).toEqual({ attention: 0.3723 })
    expect(resolveModel('nvidia/Qwen3.6-27B-NVFP4')?.stored).toMatchObject({
      otherwise: { attention: 'fp8', stateMixer: 'fp8', head: 'nvfp4' },
    })
  })

  it('comes with the cache that the build asks for', () => {
    expect(resolveModel('nvidia/Llama-3.1-70B-Instruct-FP8')?.stored).toEqual({
      format: 'fp8',
      cacheDtype: 'fp8',
    })
    expect(resolveModel('nvidia/NVIDIA-Nemotron-3-Nano-30B-A3B-BF16')?.stored.cacheDtype).toBeUndefined()
    expect(resolveModel('nvidia/DeepSeek-V4-Pro-NVFP4')?.stored.cacheDtype).toBeUndefined()
  })

  it('is known by model where a flag and not the name says the format', () => {
    const bare = resolveModel('Qwen3-Next-80B-A3B')
    expect(bare && storedAs(bare, 'int4-g128')).toEqual({
      format: 'int4-g32',
      in16Bit: ['attention', 'stateMixer', 'sharedExperts'],
      zeroPoints: false,
    })
    expect(bare && storedAs(bare, 'bf16')).toBe(bare?.stored)
    expect(bare && storedAs(bare, 'fp8')).toEqual({ format: 'fp8' })
  })

  it('is zero points for publishers of symmetric int4', () => {
    expect(resolveModel('RedHatAI/Qwen3-32B-quantized.w4a16')?.stored).toEqual({
      format: 'int4-g128',
      zeroPoints: false,
    })
    expect(resolveModel('Qwen/Qwen3-32B-AWQ')?.stored).toEqual({ format: 'int4-g128' })
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
