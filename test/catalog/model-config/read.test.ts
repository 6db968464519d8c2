import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readModelConfig } from '../../../src/catalog/model-config/read.ts'
import { knownModels } from './fixtures/known-models.ts'

const llama = (changes: Readonly<Record<string, unknown>> = {}) => ({
  architectures: ['LlamaForCausalLM'],
  hidden_size: 4096,
  intermediate_size: 14336,
  max_position_embeddings: 8192,
  num_attention_heads: 32,
  num_hidden_layers: 32,
  vocab_size: 128256,
  ...changes,
})

const shape = (changes?: Readonly<Record<string, unknown>>) => readModelConfig(llama(changes)).shape
const errors = (config: unknown) => readModelConfig(config).errors

describe('what a config leaves out', () => {
  it('is as many key/value heads as query heads, and the hidden size shared out', () => {
    expect(shape()?.kinds[0]?.mixer).toMatchObject({ kvHeads: 32, headDim: 128 })
  })

  it('is what the class does, not what transformers does by default', () => {
    expect(shape()?.tiedEmbeddings).toBe(false)
    expect(readModelConfig(llama({ architectures: ['CohereForCausalLM'] })).shape?.tiedEmbeddings).toBe(true)
    expect(
      readModelConfig(llama({ architectures: ['MistralForCausalLM'] })).shape?.kinds[0]?.mixer,
    ).toMatchObject({
      kvHeads: 8,
    })
  })

  it('is null as well', () => {
    expect(shape({ num_key_value_heads: null, head_dim: null, rope_scaling: null })).toEqual(shape())
  })

  it('is the embedding of the outer class in a nested config', () => {
    const nested = { architectures: ['Mistral3ForConditionalGeneration'], text_config: llama() }
    expect(readModelConfig({ ...nested, tie_word_embeddings: true }).shape?.tiedEmbeddings).toBe(true)
  })
})

describe('windows', () => {
  const words = (list: readonly string[]) =>
    shape({ layer_types: list, num_hidden_layers: 2, sliding_window: 512 })

  it('are where layer_types says, whatever else is stated', () => {
    expect(
      words(['full_attention', 'sliding_attention'])?.kinds.map(({ mixer }) => 'window' in mixer),
    ).toEqual([false, true])
  })

  it('count in Qwen only with use_sliding_window, from max_window_layers on', () => {
    const qwen = (use: boolean) =>
      readModelConfig(
        llama({
          architectures: ['Qwen2ForCausalLM'],
          max_window_layers: 30,
          sliding_window: 4096,
          use_sliding_window: use,
        }),
      ).shape
    expect(qwen(false)?.kinds).toHaveLength(1)
    expect(qwen(true)?.layers).toEqual([...Array(30).fill(0), 1, 1])
  })

  it('name the word that no engine knows, and the list that is too short', () => {
    expect(errors(llama({ layer_types: Array(32).fill('blurred') }))[0]).toMatchObject({
      path: 'layer_types[0]',
    })
    expect(errors(llama({ layer_types: ['full_attention'] }))).toEqual([
      { path: 'layer_types', message: 'must have 32 entries, one a layer, has 1' },
    ])
  })
})

describe('the longest context', () => {
  const rope = (rope_scaling: unknown, more = {}) => shape({ rope_scaling, ...more })

  it('is multiplied by a linear or dynamic factor, not by one that the length contains already', () => {
    expect(rope({ factor: 4, type: 'linear' })?.maxPositions).toBe(32768)
    for (const type of ['llama3', 'longrope', 'su', 'yarn'])
      expect(rope({ factor: 4, rope_type: type })?.maxPositions).toBe(8192)
  })

  it('of a yarn model was its original length times the factor before vLLM 0.30', () => {
    expect(rope({ factor: 4, original_max_position_embeddings: 8192, rope_type: 'yarn' })).toMatchObject({
      maxPositions: 8192,
      yarnPositions: 32768,
    })
  })

  it('starts at the original length with longrope', () => {
    expect(
      rope({ type: 'longrope' }, { max_position_embeddings: 131072, original_max_position_embeddings: 4096 }),
    ).toMatchObject({ maxPositions: 131072, defaultPositions: 4096 })
  })

  it('is the smallest of what is stated, and model_max_length before all', () => {
    expect(shape({ seq_length: 4096 })?.maxPositions).toBe(4096)
    expect(shape({ model_max_length: 131072 })?.maxPositions).toBe(131072)
    expect(shape({ max_position_embeddings: undefined })?.maxPositions).toBe(2048)
  })

  it('of Gemma 3 contains its factor', () => {
    const gemma = knownModels.find(({ repository }) => repository === 'google/gemma-3-4b-it')
    expect(readModelConfig(gemma?.config).shape?.maxPositions).toBe(131072)
  })
})

describe('what is wrong is said with its path, all at once', () => {
  it.each([
    [undefined, [{ path: '', message: 'must be an object, is undefined' }]],
    [[], [{ path: '', message: 'must be an object, is []' }]],
    [{}, [{ path: 'architectures', message: 'is missing: must be a list with the class of the model' }]],
    [{ architectures: 'Llama' }, [{ path: 'architectures', message: 'must be a list, is "Llama"' }]],
  ])('%j', (config, wanted) => {
    expect(errors(config)[0]).toEqual(wanted[0])
    expect(readModelConfig(config).shape).toBeUndefined()
  })

  it('a dimension that is missing, of another type, or no dimension', () => {
    const config = {
      architectures: ['Mistral3ForConditionalGeneration'],
      text_config: llama({ hidden_size: '4096', num_hidden_layers: undefined, vocab_size: 0 }),
    }
    const byPath = [...errors(config)].sort((a, b) => (a.path < b.path ? -1 : 1))
    expect(byPath).toEqual([
      { path: 'text_config.hidden_size', message: 'must be a whole number of 1 or more, is "4096"' },
      {
        path: 'text_config.num_hidden_layers',
        message: 'is missing: must be a whole number of 1 or more',
      },
      { path: 'text_config.vocab_size', message: 'must be a whole number of 1 or more, is 0' },
    ])
  })

  it('more layers than any model has', () => {
    expect(errors(llama({ num_hidden_layers: 1e8 }))).toEqual([
      { path: 'num_hidden_layers', message: 'must be at most 1000, is 100000000' },
    ])
  })
})

describe('a class that is not known', () => {
  it('gives no shape, and names the nearest', () => {
    expect(readModelConfig(llama({ architectures: ['Gemma7ForCausalLM'] }))).toEqual({
      errors: [],
      unknown:
        'fitgate does not know how Gemma7ForCausalLM lays out its weights and its cache; the nearest that is known: GemmaForCausalLM, Gemma2ForCausalLM, Gemma3ForCausalLM.',
    })
  })

  it('is not found among what every object has', () => {
    expect(readModelConfig(llama({ architectures: ['constructor'] })).unknown).toMatch(/constructor/)
  })
})

describe('whatever the document', () => {
  const config = fc.constantFrom(...knownModels.map((model) => model.config))
  const changed = fc.tuple(config, fc.jsonValue(), fc.nat()).map(([document, value, at]) => {
    const keys = Object.keys(document)
    return { ...document, [keys[at % keys.length] ?? '']: value }
  })

  it('nothing is thrown, and a shape comes only without errors', () => {
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), changed), (document) => {
        const read = readModelConfig(document)
        expect(read.shape === undefined).toBe(read.errors.length > 0 || read.unknown !== undefined)
      }),
    )
  })
})
