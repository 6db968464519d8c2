import { describe, expect, it } from 'vitest'
import { parseAIMRecipe, toRecipe } from '../../../src/api/aim/recipe.ts'
import { formatFieldError } from '../../../src/vocabulary/field-error.ts'
import { recipeExamples } from './recipe-examples.ts'

const spec = {
  modelId: 'Qwen/Qwen3-32B',
  hardware: 'MI300X',
  precision: 'bfloat16',
  backend: 'vllm',
  configurations: [{ gpuCount: 1, enabled: true }],
}

describe('parseAIMRecipe', () => {
  it.for(recipeExamples)('finds exactly the faults of: $name', ({ spec, faults }) => {
    const { recipe, errors } = parseAIMRecipe({ metadata: { name: 'x' }, spec })
    expect(errors.map(({ path }) => path)).toEqual(faults)
    expect(recipe === undefined).toBe(faults.length > 0)
  })

  it('knows the accelerators of the catalog, in any case, and suggests the near miss', () => {
    const complaints = (hardware: string) =>
      parseAIMRecipe({ spec: { ...spec, hardware } }).errors.map(formatFieldError)
    expect(complaints('mi300x')).toEqual([])
    expect(complaints('MI300')).toEqual([
      expect.stringMatching(
        /^spec\.hardware: unknown hardware "MI300" \(allowed: .*MI300X.*\); did you mean "MI300X"\?$/,
      ),
    ])
    expect(complaints('H100')).toEqual([expect.stringContaining('unknown hardware "H100"')])
  })
})

describe('toRecipe', () => {
  it('makes words canonical and fills in what was left out', () => {
    const { recipe } = parseAIMRecipe({
      metadata: { name: 'qwen', generation: 4 },
      spec: { ...spec, hardware: 'mi300x' },
    })
    expect(recipe && toRecipe(recipe)).toEqual({
      name: 'qwen',
      type: 'optimized',
      modelId: spec.modelId,
      hardware: 'MI300X',
      precision: 'bf16',
      backend: 'vllm',
      configurations: [{ gpuCount: 1, enabled: true, args: [], env: [] }],
      generation: 4,
    })
  })

  it('keeps arguments, variables, resources and measurements as written', () => {
    const args = ['--max-model-len=32768']
    const env = [{ name: 'A', value: '1' }]
    const { recipe } = parseAIMRecipe({
      metadata: { name: 'qwen' },
      spec: {
        ...spec,
        recipeId: 'shared',
        type: 'preview',
        configurations: [
          { gpuCount: 1, enabled: true, args, env, resources: { requests: { cpu: 4, memory: '8Gi' } } },
        ],
        performance: { maxBatchSize: 32 },
      },
    })
    expect(recipe && toRecipe(recipe)).toMatchObject({
      recipeId: 'shared',
      type: 'preview',
      configurations: [{ args, env, resources: { requests: { cpu: '4', memory: '8Gi' } } }],
      performance: { maxBatchSize: 32 },
    })
  })
})
