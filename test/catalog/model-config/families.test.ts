import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { readModelConfig } from '../../../src/catalog/model-config/read.ts'
import { parametersOf } from '../../../src/catalog/model-parameters.ts'
import { layerCounts, type ModelShape } from '../../../src/catalog/model-shape.ts'
import { knownModels } from './fixtures/known-models.ts'

/** Excerpts of hub configs as `ai-dynamo/aiconfigurator` copies them; keys that nothing reads are left out. */
const copies: Readonly<Record<string, unknown>> = JSON.parse(
  readFileSync(new URL('./fixtures/configs.json', import.meta.url), 'utf8'),
)

/** Parameters of the safetensors files as the hub counts them, billions; draft layers aside. */
const published: Readonly<Record<string, number>> = {
  'Qwen/Qwen2.5-7B': 7.615616512,
  'Qwen/Qwen3-0.6B': 0.59604992,
  'Qwen/Qwen3-235B-A22B': 235.09363456,
  'Qwen/Qwen3-VL-8B-Instruct': 8.767123696,
  'Qwen/Qwen3-VL-30B-A3B-Instruct': 31.070754032,
  'Qwen/Qwen3.5-27B': 27.36,
  'Qwen/Qwen3.5-397B-A17B': 397,
  'meta-llama/Llama-2-7b-hf': 6.738415616,
  'meta-llama/Meta-Llama-3.1-8B': 8.030261248,
  'meta-llama/Llama-4-Maverick-17B-128E-Instruct': 400.7,
  'mistralai/Mixtral-8x22B-v0.1': 140.620634112,
  'deepseek-ai/DeepSeek-V3': 671.0264192,
  'deepseek-ai/DeepSeek-V3.2': 671.9,
  'moonshotai/Kimi-K2.5': 1026.9,
  'zai-org/GLM-5': 744,
  'zai-org/GLM-5.2': 744,
  'google/gemma-4-26B-A4B': 25.8,
  'nvidia/Gemma-4-31B-IT-NVFP4': 31.3,
  'MiniMaxAI/MiniMax-M2.5': 228.7,
  'nvidia/MiniMax-M3-NVFP4': 427,
  'nvidia/NVIDIA-Nemotron-3-Nano-30B-A3B-BF16': 31.577937344,
  'nvidia/NVIDIA-Nemotron-3-Super-120B-A12B-FP8': 120.6,
  'nvidia/Nemotron-H-56B-Base-8K': 56.3,
  'openai/gpt-oss-120b': 116.829156672,
  'moonshotai/Kimi-K3': 2780,
  'XiaomiMiMo/MiMo-7B-Base': 7.62,
}

function shapeOf(config: unknown): ModelShape {
  const { shape, errors, unknown } = readModelConfig(config)
  expect({ errors, unknown }).toEqual({ errors: [], unknown: undefined })
  if (shape === undefined) throw new Error('no shape')
  return shape
}

const copied = (repository: string) => shapeOf(copies[repository])
const known = (repository: string) =>
  shapeOf(knownModels.find((model) => model.repository === repository)?.config)

/** Layers by what they remember with, in order, as one letter each. */
const letters = (shape: ModelShape, letter: (kind: ModelShape['kinds'][number]) => string) =>
  shape.layers.map((index) => letter(shape.kinds[index] as ModelShape['kinds'][number])).join('')

const windows = (shape: ModelShape) =>
  letters(shape, ({ mixer }) => (mixer.kind === 'attention' && mixer.window !== undefined ? 'w' : 'f'))

describe('parameters counted from a config are those of the published files', () => {
  it.each(Object.entries(published))('%s within 0.3 %%', (repository, billions) => {
    const parameters = parametersOf(copied(repository)) ?? 0
    expect(Math.abs(parameters / 1e9 / billions - 1)).toBeLessThan(0.003)
  })

  it.each(knownModels.map(({ repository, parameters, config }) => [repository, parameters, config] as const))(
    '%s within 0.01 %%',
    (_repository, parameters, config) => {
      expect(Math.abs((parametersOf(shapeOf(config)) ?? 0) / parameters - 1)).toBeLessThan(0.0001)
    },
  )
})

describe('layers that see a window', () => {
  it('alternate in Gemma 2 and gpt-oss, the window first', () => {
    expect(windows(known('google/gemma-2-27b-it'))).toMatch(/^(wf)+$/)
    expect(windows(copied('openai/gpt-oss-120b'))).toMatch(/^(wf)+$/)
  })

  it('are five in six in Gemma 3 and 4, and the last layer of Gemma 4 always sees everything', () => {
    expect(windows(known('google/gemma-3-27b-it'))).toMatch(/^(wwwwwf)+ww$/)
    expect(windows(copied('google/gemma-4-26B-A4B'))).toMatch(/^(wwwwwf)+$/)
  })

  it('are three in four in Command A', () => {
    expect(windows(known('CohereLabs/c4ai-command-a-03-2025'))).toMatch(/^(wwwf)+$/)
  })

  it('are all layers where a class with one window states it', () => {
    expect(windows(known('bigcode/starcoder2-7b'))).toMatch(/^w+$/)
    expect(windows(known('mistralai/Mistral-7B-Instruct-v0.3'))).toMatch(/^f+$/)
  })

  it('are chunks in Llama 4, except on every fourth layer', () => {
    const chunks = letters(known('meta-llama/Llama-4-Scout-17B-16E-Instruct'), ({ mixer }) =>
      mixer.kind === 'attention' && mixer.chunk === 8192 ? 'c' : 'f',
    )
    expect(chunks).toMatch(/^(cccf)+$/)
  })
})

describe('experts', () => {
  const sparse = (shape: ModelShape) =>
    letters(shape, ({ feedForward }) => (feedForward.kind === 'experts' ? 'e' : 'd'))

  it('begin after the dense layers of DeepSeek and GLM', () => {
    expect(sparse(copied('deepseek-ai/DeepSeek-V3'))).toMatch(/^ddde{58}$/)
    expect(sparse(copied('zai-org/GLM-5'))).toMatch(/^ddde{75}$/)
  })

  it('are on every second layer of Maverick, and on all of Scout', () => {
    expect(sparse(copied('meta-llama/Llama-4-Maverick-17B-128E-Instruct'))).toMatch(/^(de){24}$/)
    expect(sparse(known('meta-llama/Llama-4-Scout-17B-16E-Instruct'))).toMatch(/^e{48}$/)
  })

  it('share a block as wide as all shared experts together', () => {
    const shared = (shape: ModelShape) =>
      shape.kinds.flatMap(({ feedForward }) =>
        feedForward.kind === 'experts' ? [feedForward.sharedWidth] : [],
      )
    expect(shared(known('deepseek-ai/DeepSeek-V2-Lite'))).toEqual([2816])
    expect(shared(copied('Qwen/Qwen3.5-397B-A17B'))).toEqual([1024, 1024])
    expect(shared(copied('nvidia/NVIDIA-Nemotron-3-Super-120B-A12B-FP8'))).toEqual([5376])
  })
})

describe('hybrids', () => {
  const mixers = (shape: ModelShape) => letters(shape, ({ mixer }) => mixer.kind.slice(0, 1))

  it('have three layers of state to one of attention', () => {
    expect(mixers(copied('Qwen/Qwen3.5-27B'))).toMatch(/^(ggga)+$/)
    expect(mixers(known('moonshotai/Kimi-Linear-48B-A3B-Instruct'))).toMatch(/^(kkkl)+kkl$/)
  })

  it('keep the state in the format that the config names', () => {
    const delta = copied('Qwen/Qwen3.5-27B').kinds.find(({ mixer }) => mixer.kind === 'gated-delta')
    expect(delta?.mixer).toMatchObject({ stateBytes: 4 })
  })

  it('have one part a block in Nemotron 3', () => {
    const shape = copied('nvidia/NVIDIA-Nemotron-3-Nano-30B-A3B-BF16')
    const counts = layerCounts(shape).map(([{ mixer, feedForward }, count]) => [
      mixer.kind,
      feedForward.kind,
      count,
    ])
    expect(counts).toEqual([
      ['mamba2', 'none', 23],
      ['none', 'experts', 23],
      ['attention', 'none', 6],
    ])
  })
})

it('GLM 5.2 has an indexer on the first three layers and then on every fourth', () => {
  const indexed = letters(copied('zai-org/GLM-5.2'), ({ mixer }) =>
    mixer.kind === 'latent' && mixer.indexer ? 'i' : '-',
  )
  expect(indexed).toMatch(/^iii(---i)+---$/)
})

it('the global layers of Gemma 4 have wider heads, whose keys are their values', () => {
  const wide = copied('google/gemma-4-26B-A4B').kinds.flatMap(({ mixer }) =>
    mixer.kind === 'attention' && mixer.window === undefined ? [mixer] : [],
  )
  expect(wide).toEqual([
    {
      kind: 'attention',
      heads: 16,
      kvHeads: 2,
      headDim: 512,
      valueHeadDim: 512,
      qkNorm: 'head',
      keysAreValues: true,
    },
  ])
})

it('the last layers of Gemma 4 E2B read earlier caches and are twice as wide; 5.1B with its second embedding and encoders', () => {
  const shape = shapeOf({
    architectures: ['Gemma4ForConditionalGeneration'],
    audio_config: { conv_kernel_size: 5, hidden_size: 1024, num_attention_heads: 8, num_hidden_layers: 12 },
    text_config: {
      attention_k_eq_v: false,
      hidden_size: 1536,
      hidden_size_per_layer_input: 256,
      intermediate_size: 6144,
      layer_types: Array.from({ length: 35 }, (_, layer) =>
        layer % 5 === 4 ? 'full_attention' : 'sliding_attention',
      ),
      num_attention_heads: 8,
      num_hidden_layers: 35,
      num_key_value_heads: 1,
      num_kv_shared_layers: 20,
      sliding_window: 512,
      use_double_wide_mlp: true,
    },
    vision_config: { hidden_size: 768, intermediate_size: 3072, num_hidden_layers: 16 },
  })
  const shared = letters(shape, ({ mixer, feedForward }) =>
    mixer.kind === 'attention' &&
    mixer.sharesCache &&
    feedForward.kind === 'dense' &&
    feedForward.width === 12288
      ? 's'
      : '-',
  )
  expect(shared).toMatch(/^-{15}s{20}$/)
  expect((parametersOf(shape) ?? 0) / 1e9).toBeCloseTo(5.1, 1)
})

it('each layer of Nemotron NAS has its own dimensions, or no part at all', () => {
  const shape = shapeOf({
    architectures: ['DeciLMForCausalLM'],
    block_configs: [
      { attention: { n_heads_in_group: 8, no_op: false }, ffn: { ffn_mult: 2.625, no_op: false } },
      { attention: { n_heads_in_group: null, no_op: true }, ffn: { intermediate_size: 512, no_op: false } },
      { attention: { n_heads_in_group: 16, no_op: false }, ffn: { no_op: true } },
    ],
    hidden_size: 8192,
    max_position_embeddings: 131072,
    num_attention_heads: 64,
    num_hidden_layers: 3,
    num_key_value_heads: null,
    vocab_size: 128256,
  })
  expect(shape.kinds.map(({ mixer, feedForward }) => ({ ...mixer, ...feedForward }))).toMatchObject([
    { kvHeads: 8, width: 14336 },
    { kind: 'dense', width: 512 },
    { kvHeads: 4, kind: 'none' },
  ])
})

it('draft layers and encoders are told apart from the decoder', () => {
  expect(copied('deepseek-ai/DeepSeek-V3').draftLayers).toBe(1)
  expect(copied('Qwen/Qwen3.5-27B')).toMatchObject({ draftLayers: 1, encoder: { heads: 16, split: true } })
  expect(copied('google/gemma-4-26B-A4B').encoder?.split).toBe(false)
  expect(copied('moonshotai/Kimi-K3').encoder).toMatchObject({ heads: 12, copiedIfUneven: true })
})
