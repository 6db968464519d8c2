import { describe, expect, it } from 'vitest'
import { checkRecipe } from '../../src/decide/check-recipe.ts'
import { configuration, recipe } from './builders.ts'

describe('a recipe by itself', () => {
  it('is refused when a configuration is illegal: 10 KV heads do not divide over 4', () => {
    const { errors } = checkRecipe(
      recipe('phi-4', {
        modelId: 'microsoft/phi-4',
        configurations: [configuration(4, { args: ['--tensor-parallel-size=4'] })],
      }),
    )
    expect(errors).toEqual([
      expect.objectContaining({
        path: 'spec.configurations[0].args',
        message: expect.stringContaining('10 KV heads'),
      }),
    ])
  })

  it('names the count when no argument sets the tensor parallel size', () => {
    const { errors } = checkRecipe(
      recipe('phi-4', { modelId: 'microsoft/phi-4', configurations: [configuration(4, { args: [] })] }),
    )
    expect(errors[0]?.path).toBe('spec.configurations[0].gpuCount')
  })

  it('is told, not refused, what can never load while another configuration can', () => {
    const check = checkRecipe(
      recipe('405b', { modelId: 'amd/Llama-3.1-405B-Instruct-FP8-KV', precision: 'fp8' }),
    )
    expect(check.errors).toEqual([])
    expect(check.warnings).toHaveLength(2)
    expect(check.warnings[0]).toContain('spec.configurations[0]: 1 x MI300X never loads: weights take')
  })

  it('is refused when nothing in it can load', () => {
    const { errors } = checkRecipe(
      recipe('405b', {
        modelId: 'amd/Llama-3.1-405B-Instruct-FP8-KV',
        precision: 'fp8',
        configurations: [configuration(1)],
      }),
    )
    expect(errors[0]).toMatchObject({ path: 'spec.configurations' })
  })

  it('of a model nobody knows is admitted with a warning', () => {
    const check = checkRecipe(recipe('x', { modelId: 'acme/Secret-7B' }))
    expect(check.errors).toEqual([])
    expect(check.warnings[0]).toContain('nothing is known of acme/Secret-7B')
  })

  it('says which argument the engine does not have', () => {
    const { errors } = checkRecipe(
      recipe('q', {
        modelId: 'Qwen/Qwen3-32B',
        configurations: [configuration(1, { args: ['--max-modle-len=1'] })],
      }),
    )
    expect(errors[0]).toMatchObject({
      path: 'spec.configurations[0].args[0]',
      message: expect.stringContaining('--max-modle-len'),
    })
  })

  it('says which arguments are understood otherwise than written, configuration by configuration', () => {
    const { errors, warnings } = checkRecipe(
      recipe('q', {
        modelId: 'Qwen/Qwen3-32B',
        configurations: [
          configuration(1),
          configuration(2, { args: ['--tensor-parallel-size=2', '--max-num-seqs=8', '--max-num-seqs=16'] }),
        ],
      }),
    )
    expect(errors).toEqual([])
    expect(warnings).toEqual([
      'spec.configurations[1].args[2]: "--max-num-seqs" is given twice, the last one counts',
    ])
  })
})
