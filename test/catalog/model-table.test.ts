import { describe, expect, it } from 'vitest'
import { defineModel } from '../../src/catalog/model-table/define-model.ts'
import { models } from '../../src/catalog/models.ts'
import { nativeStorage } from '../../src/catalog/weight-format.ts'
import { dimensionsOf } from './model-dimensions.ts'

const named = models.map((model) => [model.id, model] as const)
const byId = new Map(named)

/**
 * Layers, of them with full attention, windows and states; cache bytes a token (full, window); state, MiB; largest
 * tensor-parallel size; longest context; billions of parameters without the encoder.
 */
type Figures = readonly [
  layers: number,
  full: number,
  windows: number,
  states: number,
  kv: number | undefined,
  windowKV: number,
  state: number,
  largestTP: number,
  positions: number,
  parametersB: number | undefined,
]

const collected: readonly (readonly [id: string, ...Figures])[] = [
  ['Qwen/Qwen3-0.6B', 28, 28, 0, 0, 114_688, 0, 0, 16, 40_960, 0.596],
  ['Qwen/Qwen3-1.7B', 28, 28, 0, 0, 114_688, 0, 0, 16, 40_960, 1.721],
  ['Qwen/Qwen3-4B', 36, 36, 0, 0, 147_456, 0, 0, 16, 40_960, 4.022],
  ['Qwen/Qwen3-8B', 36, 36, 0, 0, 147_456, 0, 0, 16, 40_960, 8.191],
  ['Qwen/Qwen3-14B', 40, 40, 0, 0, 163_840, 0, 0, 8, 40_960, 14.768],
  ['Qwen/Qwen3-32B', 64, 64, 0, 0, 262_144, 0, 0, 16, 40_960, 32.762],
  ['Qwen/Qwen3-30B-A3B', 48, 48, 0, 0, 98_304, 0, 0, 16, 40_960, 30.532],
  ['Qwen/Qwen3-235B-A22B', 94, 94, 0, 0, 192_512, 0, 0, 16, 40_960, 235.094],
  ['Qwen/Qwen3-Coder-480B-A35B-Instruct', 62, 62, 0, 0, 253_952, 0, 0, 16, 262_144, 480.155],
  ['Qwen/Qwen3-Next-80B-A3B-Instruct', 48, 12, 0, 36, 24_576, 0, 37.7, 16, 262_144, 79.674],
  ['Qwen/Qwen3.6-27B', 64, 16, 0, 48, 65_536, 0, 146.8, 8, 262_144, 26.896],
  ['Qwen/Qwen3.6-35B-A3B', 40, 10, 0, 30, 20_480, 0, 61.4, 16, 262_144, 34.661],
  ['Qwen/Qwen3.5-122B-A10B', 48, 12, 0, 36, 24_576, 0, 146.5, 16, 262_144, 122.112],
  ['Qwen/Qwen3.5-397B-A17B', 60, 15, 0, 45, 30_720, 0, 183.2, 16, 262_144, 396.346],
  ['Qwen/Qwen2.5-0.5B-Instruct', 24, 24, 0, 0, 12_288, 0, 0, 2, 32_768, 0.494],
  ['Qwen/Qwen2.5-1.5B-Instruct', 28, 28, 0, 0, 28_672, 0, 0, 4, 32_768, 1.544],
  ['Qwen/Qwen2.5-3B-Instruct', 36, 36, 0, 0, 36_864, 0, 0, 16, 32_768, 3.086],
  ['Qwen/Qwen2.5-7B-Instruct', 28, 28, 0, 0, 57_344, 0, 0, 4, 32_768, 7.616],
  ['Qwen/Qwen2.5-14B-Instruct', 48, 48, 0, 0, 196_608, 0, 0, 8, 32_768, 14.77],
  ['Qwen/Qwen2.5-32B-Instruct', 64, 64, 0, 0, 262_144, 0, 0, 8, 32_768, 32.764],
  ['Qwen/Qwen2.5-72B-Instruct', 80, 80, 0, 0, 327_680, 0, 0, 16, 32_768, 72.706],
  ['meta-llama/Llama-3.2-1B-Instruct', 16, 16, 0, 0, 32_768, 0, 0, 16, 131_072, 1.236],
  ['meta-llama/Llama-3.2-3B-Instruct', 28, 28, 0, 0, 114_688, 0, 0, 8, 131_072, 3.213],
  ['meta-llama/Llama-3.1-8B-Instruct', 32, 32, 0, 0, 131_072, 0, 0, 16, 131_072, 8.03],
  ['meta-llama/Llama-3.3-70B-Instruct', 80, 80, 0, 0, 327_680, 0, 0, 16, 131_072, 70.554],
  ['meta-llama/Llama-3.1-405B-Instruct', 126, 126, 0, 0, 516_096, 0, 0, 16, 131_072, 405.853],
  ['meta-llama/Llama-4-Scout-17B-16E-Instruct', 48, 12, 36, 0, 49_152, 147_456, 0, 8, 10_485_760, 107.77],
  ['meta-llama/Llama-4-Maverick-17B-128E-Instruct', 48, 12, 36, 0, 49_152, 147_456, 0, 8, 1_048_576, 400.712],
  ['mistralai/Mistral-7B-Instruct-v0.3', 32, 32, 0, 0, 131_072, 0, 0, 16, 32_768, 7.248],
  ['mistralai/Mistral-Small-24B-Instruct-2501', 40, 40, 0, 0, 163_840, 0, 0, 16, 32_768, 23.572],
  ['mistralai/Mistral-Large-Instruct-2407', 88, 88, 0, 0, 360_448, 0, 0, 16, 131_072, 122.61],
  ['mistralai/Mixtral-8x7B-Instruct-v0.1', 32, 32, 0, 0, 131_072, 0, 0, 16, 32_768, 46.703],
  ['mistralai/Mixtral-8x22B-Instruct-v0.1', 56, 56, 0, 0, 229_376, 0, 0, 16, 65_536, 140.63],
  ['mistralai/Ministral-3-14B-Instruct-2512', 40, 40, 0, 0, 163_840, 0, 0, 16, 262_144, undefined],
  ['mistralai/Mistral-Medium-3.5-128B', 88, 88, 0, 0, 360_448, 0, 0, 16, 262_144, undefined],
  ['mistralai/Mistral-Small-4-119B-2603', 36, 36, 0, 0, 23_040, 0, 0, 16, 1_048_576, undefined],
  ['deepseek-ai/DeepSeek-V3', 61, 61, 0, 0, 70_272, 0, 0, 16, 163_840, 671.026],
  ['deepseek-ai/DeepSeek-V3.2', 61, 61, 0, 0, 70_272, 0, 0, 16, 163_840, undefined],
  ['deepseek-ai/DeepSeek-V2-Lite', 27, 27, 0, 0, 31_104, 0, 0, 16, 163_840, 15.706],
  ['deepseek-ai/DeepSeek-V4-Flash-0731', 43, 43, 0, 0, undefined, 0, 0, 16, 1_048_576, undefined],
  ['deepseek-ai/DeepSeek-V4-Pro', 61, 61, 0, 0, undefined, 0, 0, 16, 1_048_576, undefined],
  ['moonshotai/Kimi-K2-Instruct', 61, 61, 0, 0, 70_272, 0, 0, 16, 131_072, 1026.408],
  ['moonshotai/Kimi-K3', 93, 24, 0, 69, 27_648, 0, 428.6, 16, 1_048_576, undefined],
  ['openai/gpt-oss-20b', 24, 12, 12, 0, 24_576, 24_576, 0, 16, 131_072, 20.915],
  ['openai/gpt-oss-120b', 36, 18, 18, 0, 36_864, 36_864, 0, 16, 131_072, 116.829],
  ['google/gemma-2-9b-it', 42, 21, 21, 0, 172_032, 172_032, 0, 16, 8192, 9.242],
  ['google/gemma-2-27b-it', 46, 23, 23, 0, 188_416, 188_416, 0, 16, 8192, 27.227],
  ['google/gemma-3-4b-it', 34, 5, 29, 0, 20_480, 118_784, 0, 8, 131_072, 3.88],
  ['google/gemma-3-12b-it', 48, 8, 40, 0, 65_536, 327_680, 0, 16, 131_072, 11.766],
  ['google/gemma-3-27b-it', 62, 10, 52, 0, 81_920, 425_984, 0, 16, 131_072, 27.009],
  ['google/gemma-4-26B-A4B-it', 30, 5, 25, 0, 20_480, 204_800, 0, 16, 262_144, undefined],
  ['google/gemma-4-31B-it', 60, 10, 50, 0, 81_920, 819_200, 0, 16, 262_144, undefined],
  ['microsoft/phi-4', 40, 40, 0, 0, 204_800, 0, 0, 2, 16_384, 14.66],
  ['microsoft/Phi-4-mini-instruct', 32, 32, 0, 0, 131_072, 0, 0, 8, 131_072, 3.836],
  ['microsoft/Phi-3.5-MoE-instruct', 32, 32, 0, 0, 131_072, 0, 0, 16, 131_072, 41.873],
  ['zai-org/GLM-4.5', 92, 92, 0, 0, 376_832, 0, 0, 16, 131_072, 352.798],
  ['zai-org/GLM-4.5-Air', 46, 46, 0, 0, 188_416, 0, 0, 16, 131_072, 106.852],
  ['zai-org/GLM-4-9B-0414', 40, 40, 0, 0, 40_960, 0, 0, 16, 32_768, 9.4],
  ['zai-org/GLM-5', 78, 78, 0, 0, 89_856, 0, 0, 16, 202_752, undefined],
  ['MiniMaxAI/MiniMax-M2', 62, 62, 0, 0, 253_952, 0, 0, 16, 196_608, 228.689],
  ['MiniMaxAI/MiniMax-M1-80k', 80, 10, 0, 70, 40_960, 0, 280, 16, 10_240_000, undefined],
  ['MiniMaxAI/MiniMax-M3', 60, 60, 0, 0, 122_880, 0, 0, 16, 1_048_576, undefined],
  ['CohereForAI/c4ai-command-r-v01', 40, 40, 0, 0, 1_310_720, 0, 0, 16, 131_072, 34.981],
  ['CohereForAI/c4ai-command-r-plus', 64, 64, 0, 0, 262_144, 0, 0, 16, 131_072, 103.811],
  ['CohereLabs/c4ai-command-a-03-2025', 64, 16, 48, 0, 65_536, 196_608, 0, 16, 262_144, 111.058],
  ['tiiuae/falcon-7b-instruct', 32, 32, 0, 0, 8192, 0, 0, 1, 2048, 6.922],
  ['tiiuae/falcon-40b-instruct', 60, 60, 0, 0, 122_880, 0, 0, 16, 2048, 41.302],
  ['tiiuae/falcon-180B-chat', 80, 80, 0, 0, 163_840, 0, 0, 8, 2048, 178.555],
  ['tiiuae/Falcon3-10B-Instruct', 40, 40, 0, 0, 163_840, 0, 0, 4, 32_768, 10.306],
  ['nvidia/NVIDIA-Nemotron-3-Nano-30B-A3B-BF16', 52, 6, 0, 23, 6144, 0, 46.8, 16, 262_144, undefined],
  ['ibm-granite/granite-4.1-8b', 40, 40, 0, 0, 163_840, 0, 0, 16, 131_072, undefined],
  ['Qwen/Qwen2.5-VL-72B-Instruct', 80, 80, 0, 0, 327_680, 0, 0, 16, 128_000, 72.706],
]

/** Figures that were collected independently of the configs, from logs, model cards and calculators. */
describe('the dimensions of', () => {
  for (const [id, ...figures] of collected)
    it(`${id} are those collected elsewhere`, () => {
      const [layers, full, windows, states, kv, windowKV, state, largestTP, positions, parametersB] = figures
      const model = byId.get(id)
      const dimensions = model?.shape && dimensionsOf(model.shape)
      expect(dimensions).toMatchObject({
        layers,
        fullAttentionLayers: full,
        windowLayers: windows,
        stateLayers: states,
        windowKVBytesPerToken: windowKV,
        stateMiBPerSequence: state,
      })
      expect(model).toMatchObject({ maxPositions: positions, shape: { maxPositions: positions } })
      expect(dimensions?.kvBytesPerToken).toBe(kv)
      expect(dimensions?.tensorParallelSizes.at(-1)).toBe(largestTP)
      const text = (model?.parametersB ?? 0) - (model?.shape?.encoder?.parameters ?? 0) / 1e9
      if (parametersB !== undefined) expect(Math.abs(text - parametersB)).toBeLessThan(0.0021)
    })
})

/** Makers' counts that are not what their engines load: rounded down, or with the draft layer. */
const looselyPublished = new Set([
  'zai-org/GLM-4.5', // with the draft layer, 3.5B
  'zai-org/GLM-4.5-Air', // rounded down
  'tiiuae/falcon-40b-instruct', // a name, not a count
  'tiiuae/falcon-180B-chat', // a name, not a count
  'moonshotai/Kimi-K3', // 2.8T
  'deepseek-ai/DeepSeek-V4-Pro', // 1.6T
])

/** Half a unit of the last digit that was published, or 0.5 % where that is more. */
function tolerance(published: number): number {
  const decimals = String(published).split('.')[1]?.length ?? 0
  return Math.max(0.5 * 10 ** -decimals, published * 0.005)
}

describe('the parameters of', () => {
  const counted = named.filter(([id, model]) => model.publishedParametersB && !looselyPublished.has(id))
  it.each(counted)('%s are as many as were published', (_id, model) => {
    const { parametersB = 0, publishedParametersB = 0 } = model
    expect(Math.abs(parametersB - publishedParametersB)).toBeLessThanOrEqual(tolerance(publishedParametersB))
  })
})

describe('the files of', () => {
  const sixteenBit = named.filter(([, model]) => model.checkpointGiB && model.nativeFormat === 'bf16')
  /** Their files hold a draft layer, which is loaded only for speculation. */
  const withDraft = new Set(['Qwen/Qwen3.6-27B', 'Qwen/Qwen3.6-35B-A3B', 'Qwen/Qwen3.5-122B-A10B'])

  it.each(sixteenBit)('%s have the bytes of its parameters', (id, { parametersB = 0, checkpointGiB = 0 }) => {
    const excess = checkpointGiB / ((parametersB * 2e9) / 2 ** 30)
    expect(excess).toBeGreaterThan(0.999)
    expect(excess).toBeLessThan(withDraft.has(id) ? 1.025 : 1.001)
  })
})

describe('every row', () => {
  it.each(named)('%s is consistent', (_id, model) => {
    const of = model.shape && dimensionsOf(model.shape)
    if (of === undefined) throw new Error('has no shape')
    expect(of.fullAttentionLayers + of.windowLayers + of.stateLayers).toBeLessThanOrEqual(of.layers)
    expect(model.source).not.toBe('')
    expect(nativeStorage(model.nativeFormat).precision).toBe(model.nativePrecision)
    expect(of.tensorParallelSizes[0]).toBe(1)
    if (model.activeParametersB && model.parametersB)
      expect(model.activeParametersB).toBeLessThan(model.parametersB)
  })

  it('names a config that does not read, with what is wrong', () => {
    const row = { id: 'a/b', family: 'x', source: 'x' }
    expect(() => defineModel({ ...row, config: { architectures: ['LlamaForCausalLM'] } })).toThrow(
      /a\/b: .*num_hidden_layers/,
    )
    expect(() => defineModel({ ...row, config: { architectures: ['NoSuchModel'] } })).toThrow(/NoSuchModel/)
  })
})

describe('models whose layers differ', () => {
  it('have dense layers where their config says so', () => {
    const dense = (id: string) => {
      const { kinds = [], layers = [] } = byId.get(id)?.shape ?? {}
      return layers.flatMap((kind, layer) => (kinds[kind]?.feedForward.kind === 'dense' ? [layer] : []))
    }
    expect(dense('deepseek-ai/DeepSeek-V3')).toEqual([0, 1, 2])
    expect(dense('moonshotai/Kimi-K2.5')).toEqual([0])
    expect(dense('meta-llama/Llama-4-Maverick-17B-128E-Instruct').slice(0, 3)).toEqual([0, 2, 4])
    expect(dense('mistralai/Mistral-Small-4-119B-2603')).toEqual([])
    const maverick = byId.get('meta-llama/Llama-4-Maverick-17B-128E-Instruct')?.shape
    const widths = maverick?.kinds.map(({ feedForward }) => 'width' in feedForward && feedForward.width)
    expect(new Set(widths)).toEqual(new Set([16_384, 8192]))
    expect(dense('meta-llama/Llama-4-Maverick-17B-128E-Instruct')).toHaveLength(24)
  })

  it('repeat their attention in the order of the config', () => {
    const kinds = (id: string, count: number) => {
      const { kinds: all = [], layers = [] } = byId.get(id)?.shape ?? {}
      return layers.slice(0, count).map((kind) => {
        const mixer = all[kind]?.mixer
        return mixer?.kind === 'attention' ? (mixer.window ?? mixer.chunk ?? 'all') : mixer?.kind
      })
    }
    expect(kinds('openai/gpt-oss-20b', 4)).toEqual([128, 'all', 128, 'all'])
    expect(kinds('google/gemma-4-31B-it', 6)).toEqual([1024, 1024, 1024, 1024, 1024, 'all'])
    expect(kinds('Qwen/Qwen3.6-27B', 4)).toEqual(
      ['gated-delta', 'gated-delta', 'gated-delta', 'attention'].with(3, 'all'),
    )
    expect(kinds('moonshotai/Kimi-K3', 93).slice(-2)).toEqual(['latent', 'latent'])
    expect(kinds('nvidia/NVIDIA-Nemotron-3-Nano-30B-A3B-BF16', 6)).toEqual([
      'mamba2',
      'none',
      'mamba2',
      'none',
      'mamba2',
      'all',
    ])
  })

  it('of DeepSeek V4 compress by the ratios of their config', () => {
    const ratios = (id: string) => {
      const { kinds = [], layers = [] } = byId.get(id)?.shape ?? {}
      return layers.map((kind) => {
        const mixer = kinds[kind]?.mixer
        return mixer?.kind === 'compressed-latent' ? (mixer.ratio ?? 0) : undefined
      })
    }
    expect(ratios('deepseek-ai/DeepSeek-V4-Flash-0731').slice(0, 5)).toEqual([0, 0, 4, 128, 4])
    expect(ratios('deepseek-ai/DeepSeek-V4-Pro').slice(0, 5)).toEqual([128, 128, 4, 128, 4])
    expect(ratios('deepseek-ai/DeepSeek-V4-Pro').at(-1)).toBe(4)
  })
})
