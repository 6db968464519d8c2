import { describe, expect, it } from 'vitest'
import { builtInRecipes } from '../../src/api/aim/built-in-recipes.ts'
import { toRecipe } from '../../src/api/aim/recipe.ts'
import { checkRecipe } from '../../src/decide/check-recipe.ts'
import { decide } from '../../src/decide/decide.ts'
import { cluster, knowing, nodes, wanting } from './builders.ts'

const recipes = builtInRecipes().map(({ object }) => toRecipe(object))

describe('the built-in recipes, decided', () => {
  it.each(recipes.map((recipe) => [recipe.name, recipe] as const))(
    '%s is admitted as it is',
    (_name, recipe) => {
      expect(checkRecipe(recipe)).toEqual({ errors: [], warnings: [] })
    },
  )

  it.each(
    recipes.flatMap((recipe) =>
      recipe.configurations.map((configuration) => [recipe.name, configuration.gpuCount, recipe] as const),
    ),
  )('%s serves on %i GPUs of its hardware', (name, gpuCount, recipe) => {
    const only = {
      ...recipe,
      configurations: recipe.configurations.filter((each) => each.gpuCount === gpuCount),
    }
    const request = wanting(recipe.modelId, { recipe: name, gpuCount })
    const { verdict, reasons, chosen } = decide(request, knowing(cluster(nodes(recipe.hardware, 1)), [only]))
    expect(reasons.filter(({ code }) => code !== 'LowHeadroom')).toEqual([])
    expect(['Fits', 'Marginal']).toContain(verdict)
    expect(chosen?.candidate).toMatchObject({ gpuCount, recipe: { name }, accelerator: recipe.hardware })
  })

  it('run code of a repository only where the engines need it', () => {
    const trusting = recipes.filter(({ configurations }) =>
      configurations.some(({ args }) => args.includes('--trust-remote-code')),
    )
    expect([...new Set(trusting.map(({ modelId }) => modelId))].toSorted()).toEqual([
      'MiniMaxAI/MiniMax-M2.5',
      'moonshotai/Kimi-K2.5',
    ])
  })
})
