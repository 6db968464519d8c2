import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Selection, select } from '../../src/fetch/selection.ts'

const chosen = (paths: readonly string[], selection: Selection = {}) =>
  select(
    paths.map((path) => ({ path })),
    selection,
  ).map(({ path }) => path)

describe('what is taken by default', () => {
  it.each([
    [
      'of Llama: neither original/ nor the readme',
      [
        'README.md',
        '.gitattributes',
        'config.json',
        'model-1.safetensors',
        'model.safetensors.index.json',
        'original/consolidated.00.pth',
        'tokenizer.json',
      ],
      ['config.json', 'model-1.safetensors', 'model.safetensors.index.json', 'tokenizer.json'],
    ],
    [
      'of gpt-oss: not metal/',
      [
        'config.json',
        'chat_template.jinja',
        'metal/model.bin',
        'model-0.safetensors',
        'original/model.safetensors',
      ],
      ['config.json', 'chat_template.jinja', 'model-0.safetensors'],
    ],
    [
      'of Mistral: one of two layouts',
      ['consolidated.safetensors', 'model-1.safetensors', 'params.json', 'tekken.json', 'tokenizer.model.v3'],
      ['model-1.safetensors', 'params.json', 'tekken.json', 'tokenizer.model.v3'],
    ],
    [
      'of Mistral without the other: its own',
      ['consolidated.safetensors', 'params.json'],
      ['consolidated.safetensors', 'params.json'],
    ],
    [
      'of an old model: .bin, as there is nothing else',
      ['pytorch_model.bin', 'tf_model.h5', 'training_args.bin'],
      ['pytorch_model.bin'],
    ],
    [
      'of one in three formats: safetensors',
      ['a.gguf', 'model.safetensors', 'pytorch_model.bin'],
      ['model.safetensors'],
    ],
    ['with code of its own', ['modeling_x.py', 'model.safetensors'], ['modeling_x.py', 'model.safetensors']],
    [
      'in a folder of its own',
      ['encoder/model.safetensors', 'encoder/config.json'],
      ['encoder/model.safetensors', 'encoder/config.json'],
    ],
  ])('%s', (_what, paths, taken) => {
    expect(chosen(paths)).toEqual(taken)
  })
})

describe('patterns', () => {
  const paths = ['a.gguf', 'b/c.safetensors', 'b/d.json', 'e.json']
  it('take what they say and nothing else', () => {
    expect(chosen(paths, { include: ['b/'] })).toEqual(['b/c.safetensors', 'b/d.json'])
    expect(chosen(paths, { include: ['*.gguf', 'e.*'], exclude: ['e.json'] })).toEqual(['a.gguf'])
    expect(chosen(paths, { exclude: ['*.json'] })).toEqual(['b/c.safetensors'])
  })

  it('choose the same files whatever the order of the list, and never what is excluded', () => {
    const path = fc.constantFrom(
      'model-1.safetensors',
      'consolidated.safetensors',
      'x.bin',
      'y.gguf',
      'config.json',
      'original/a.json',
      'z.md',
    )
    const word = fc.constantFrom('*', '*.json', 'original/', 'x.*', '*.safetensors')
    fc.assert(
      fc.property(
        fc.uniqueArray(path),
        fc.array(word),
        fc.array(word),
        fc.nat(),
        (list, include, exclude, seed) => {
          const turned = list.map((_, i) => list[(i + seed) % list.length] ?? '')
          const taken = chosen(list, { include, exclude })
          expect(chosen(turned, { include, exclude }).sort()).toEqual(taken.sort())
          expect(
            chosen(list, { include: exclude.length > 0 ? exclude : ['nothing'] }).filter((one) =>
              taken.includes(one),
            ),
          ).toEqual([])
        },
      ),
    )
  })
})
