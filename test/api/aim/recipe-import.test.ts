import { describe, expect, it } from 'vitest'
import { isRecipeFile, parseRecipeFile } from '../../../src/api/aim/recipe-file.ts'
import { importRecipeFile } from '../../../src/api/aim/recipe-import.ts'
import { formatFieldError } from '../../../src/vocabulary/field-error.ts'

const file = {
  recipe_id: 'qwen3-32b-mi300x-bf16',
  model_id: 'Qwen3-32B',
  huggingface_id: 'Qwen/Qwen3-32B',
  hardware: 'MI300X',
  precision: 'bf16',
  vllm_serve: {
    '1_gpu': { enabled: true, args: { '--dtype': 'bfloat16', '--trust-remote-code': '' } },
    '2_gpu': { enabled: false, args: { '--tensor-parallel-size': '2' } },
  },
  sglang_serve: { '4_gpu': { enabled: true } },
}
const errorsOf = (object: unknown) => parseRecipeFile(object).errors.map(formatFieldError)
const importOf = (object: unknown) => {
  const { file: parsed, errors } = parseRecipeFile(object)
  if (parsed === undefined) throw new Error(errors.map(formatFieldError).join('; '))
  return importRecipeFile(parsed)
}

describe('a recipe file', () => {
  it('is recognised by its fields, right or wrong', () => {
    expect(isRecipeFile(file)).toBe(true)
    expect(isRecipeFile({ vllm_serve: 1 })).toBe(true)
    expect(isRecipeFile({ kind: 'AIMRecipe', recipe_id: 'x' })).toBe(false)
    expect(isRecipeFile({ name: 'x' })).toBe(false)
  })

  it('is understood, numbers and switches that nobody quoted included', () => {
    const { file: parsed, errors } = parseRecipeFile({
      ...file,
      vllm_serve: { '8_gpu': { enabled: true, args: { '--max-model-len': 32768, '--enforce-eager': true } } },
    })
    expect(errors).toEqual([])
    expect(parsed?.sections[0]?.rows[0]).toEqual({
      key: '8_gpu',
      gpuCount: 8,
      enabled: true,
      args: [
        ['--max-model-len', '32768'],
        ['--enforce-eager', 'true'],
      ],
    })
  })

  it.each([
    ['nothing at all', {}, 6],
    ['a list', [], 1],
  ])('tells every error of %s', (_name, object, count) => expect(errorsOf(object)).toHaveLength(count))

  it.each([
    [
      { precision: 'bfloat16' },
      'precision: unknown precision "bfloat16" (allowed: fp16, bf16, fp8, int8, int4)',
    ],
    [{ recipe_id: 7 }, 'recipe_id: must be a text that is not empty'],
    [{ hardware: undefined }, 'hardware: is required'],
    [{ precison: 'bf16' }, 'precison: is not a field of the format'],
    [{ vllm_serve: [] }, 'vllm_serve: must be a map of GPU counts'],
    [{ vllm_serve: { one_gpu: { enabled: true } } }, 'vllm_serve.one_gpu: is not a GPU count'],
    [{ vllm_serve: { '0_gpu': { enabled: true } } }, 'vllm_serve["0_gpu"]: is not a GPU count'],
    [
      { vllm_serve: { '1_gpu': { enabled: true }, '01_gpu': { enabled: true } } },
      'vllm_serve["01_gpu"]: is the count of 1_gpu again',
    ],
    [{ vllm_serve: { '1_gpu': {} } }, 'vllm_serve["1_gpu"].enabled: is required'],
    [{ vllm_serve: { '1_gpu': { enabled: 'yes' } } }, 'vllm_serve["1_gpu"].enabled: must be true or false'],
    [{ vllm_serve: { '1_gpu': { enabled: true, env: {} } } }, 'vllm_serve["1_gpu"].env: is not a field'],
    [
      { vllm_serve: { '1_gpu': { enabled: true, args: ['--dtype'] } } },
      'vllm_serve["1_gpu"].args: must be a map of flags to values',
    ],
    [
      { vllm_serve: { '1_gpu': { enabled: true, args: { dtype: 'auto' } } } },
      'vllm_serve["1_gpu"].args.dtype: must carry its dashes; write --dtype',
    ],
    [
      { vllm_serve: { '1_gpu': { enabled: true, args: { '--a': [] } } } },
      'vllm_serve["1_gpu"].args["--a"]: must be a text',
    ],
  ])('says what is wrong with %j and where', (over, message) => {
    expect(errorsOf({ ...file, ...over })).toEqual([expect.stringContaining(message)])
  })
})

describe('importing', () => {
  it('makes one object an engine and loses nothing', () => {
    const { recipes, left, errors } = importOf(file)
    expect([left, errors]).toEqual([[], []])
    expect(recipes.map(({ object }) => object)).toMatchObject([
      {
        metadata: { name: 'qwen3-32b-mi300x-bf16' },
        spec: {
          recipeId: 'qwen3-32b-mi300x-bf16',
          modelId: 'Qwen/Qwen3-32B',
          hardware: 'MI300X',
          precision: 'bf16',
          backend: 'vllm',
          configurations: [
            { gpuCount: 1, enabled: true, args: ['--dtype=bfloat16', '--trust-remote-code'] },
            { gpuCount: 2, enabled: false, args: ['--tensor-parallel-size=2'] },
          ],
        },
      },
      { metadata: { name: 'qwen3-32b-mi300x-bf16-sglang' }, spec: { backend: 'sglang' } },
    ])
  })

  it('tells what has no place, with its path', () => {
    const { left } = importOf({
      ...file,
      model_id: 'qwen_32',
      vllm_serve: { ...file.vllm_serve, '16_gpu': { enabled: true } },
      sglang_serve: { '1_gpu': { enabled: false } },
    })
    expect(left.map(formatFieldError)).toEqual([
      'model_id: "qwen_32" has no place: modelId is the repository',
      'vllm_serve["16_gpu"]: has no place: a configuration has at most 8 GPUs, those of one node',
      'sglang_serve: has no place: no GPU count is enabled',
    ])
  })

  it('points into the file when the resource refuses a value', () => {
    const { recipes, errors } = importOf({ ...file, hardware: 'MI300', huggingface_id: 'two words' })
    expect(recipes).toEqual([])
    expect(errors.map(({ path }) => path)).toEqual(['huggingface_id', 'hardware'])
  })

  it('finds the way from a path in the object to the path in the file', () => {
    const [vllm] = importOf(file).recipes
    expect(vllm?.pathInFile('spec.modelId')).toBe('huggingface_id')
    expect(vllm?.pathInFile('spec.configurations[1].args[0]')).toBe(
      'vllm_serve["2_gpu"].args["--tensor-parallel-size"]',
    )
    expect(vllm?.pathInFile('spec.configurations[1].gpuCount')).toBe('vllm_serve["2_gpu"]')
    expect(vllm?.pathInFile('spec.source')).toBe('vllm_serve')
  })

  it('takes a source and a type, for which the format has no place', () => {
    const { file: parsed } = parseRecipeFile(file)
    const [first] =
      parsed === undefined ? [] : importRecipeFile(parsed, { source: 'a log', type: 'preview' }).recipes
    expect(first?.object.spec).toMatchObject({ source: 'a log', type: 'preview' })
  })
})
