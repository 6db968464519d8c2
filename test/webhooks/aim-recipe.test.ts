import { describe, expect, it } from 'vitest'
import { validateRecipe } from '../../webhooks/aim-recipe.ts'
import { validateRecipeDeletion } from '../../webhooks/recipe-deletion.ts'
import { context, creating, deleting, recipe, updating, withMetadata } from './builders.ts'

describe('a recipe at admission', () => {
  it('is admitted when it can run', () => {
    expect(validateRecipe(creating(recipe()))).toEqual({ allowed: true, warnings: [] })
  })

  it('is refused when its parallelism is illegal', () => {
    const phi = recipe({
      modelId: 'microsoft/phi-4',
      configurations: [{ gpuCount: 4, enabled: true, args: ['--tensor-parallel-size=4'] }],
    })
    const answer = validateRecipe(creating(phi))
    expect(answer).toMatchObject({ allowed: false, denial: 'invalid' })
    expect(answer.message).toMatch(/spec\.configurations\[0\].*10/s)
  })

  it.each([
    ['an unknown accelerator', { hardware: 'MI300Y' }, 'did you mean "MI300X"?'],
    ['an unknown precision', { precision: 'fp9' }, 'spec.precision'],
    [
      'no enabled configuration',
      { configurations: [{ gpuCount: 1, enabled: false }] },
      'spec.configurations',
    ],
  ])('is refused with %s', (_what, spec, words) => {
    const answer = validateRecipe(creating(recipe(spec)))
    expect(answer.allowed).toBe(false)
    expect(answer.message).toContain(words)
  })

  it('is told by name which of its configurations never load', () => {
    const large = recipe({
      modelId: 'meta-llama/Llama-3.1-405B-Instruct-FP8',
      precision: 'fp8',
      configurations: [1, 8].map((gpuCount) => ({ gpuCount, enabled: true, args: [] })),
    })
    const answer = validateRecipe(creating(large))
    expect(answer.allowed).toBe(true)
    expect(answer.warnings).toHaveLength(1)
    expect(answer.warnings?.[0]).toMatch(
      /^fitgate: qwen3-32b-mi300x-bf16: spec\.configurations\[0\]: 1 x MI300X never loads/,
    )
  })

  it('may be labelled and deleted however wrong it is', () => {
    const wrong = recipe({ hardware: 'nonsense' })
    expect(validateRecipe(updating(wrong, withMetadata(wrong, { labels: { a: 'b' } }))).allowed).toBe(true)
    const going = withMetadata(recipe({ hardware: 'other' }), { deletionTimestamp: 'now' })
    expect(validateRecipe(updating(wrong, going)).allowed).toBe(true)
    expect(validateRecipe(deleting(wrong)).allowed).toBe(true)
  })
})

describe('deleting a recipe', () => {
  const used = {
    ...context(),
    recipeUsers: { 'qwen3-32b-mi300x-bf16': { count: 12, names: ['a/one', 'b/two'] } },
  }

  it('is refused with the names of the endpoints that use it, and how many more there are', () => {
    const answer = validateRecipeDeletion(deleting(recipe()), used)
    expect(answer).toMatchObject({ allowed: false, denial: 'forbidden' })
    expect(answer.message).toContain('12 endpoints use it (a/one, b/two, 10 more)')
  })

  it('is allowed when nobody uses it', () => {
    expect(validateRecipeDeletion(deleting(recipe()), context())).toEqual({ allowed: true })
    const odd = withMetadata(recipe(), { name: 'constructor' })
    expect(validateRecipeDeletion(deleting(odd), context())).toEqual({ allowed: true })
  })

  it('is allowed with a warning when that cannot be known', () => {
    const { recipeUsers: _, ...without } = used
    const stale = context({ snapshot: { version: 'test', stale: true } })
    for (const blind of [without, { ...stale, recipeUsers: used.recipeUsers }]) {
      const answer = validateRecipeDeletion(deleting(recipe()), blind)
      expect(answer.allowed).toBe(true)
      expect(answer.warnings).toHaveLength(1)
    }
  })
})
