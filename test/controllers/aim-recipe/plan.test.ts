import { describe, expect, it } from 'vitest'
import { aimRecipeStatus } from '../../../src/api/aim/recipe.ts'
import { findRecipe, recipeStatus } from '../../../src/controllers/aim-recipe/plan.ts'
import type { RecipeObject } from '../../../src/controllers/feeds/feeds.ts'
import { mergePatch } from '../../../src/controllers/merge-patch.ts'

const now = '2026-11-21T10:00:00Z'

function recipe(spec: object = {}, status?: RecipeObject['status']): RecipeObject {
  return {
    apiVersion: 'aim.engine.amd.com/v1alpha1',
    kind: 'AIMRecipe',
    metadata: { name: 'qwen', generation: 3 },
    spec: {
      modelId: 'Qwen/Qwen3-32B',
      hardware: 'MI300X',
      precision: 'bfloat16',
      backend: 'vllm',
      configurations: [{ gpuCount: 1, enabled: true }],
      ...spec,
    },
    status,
  }
}

describe('the status of a recipe', () => {
  it('is Ready with its users counted, and the same a second time', () => {
    const status = recipeStatus(recipe(), 2, now)
    expect(aimRecipeStatus.safeParse(status).error).toBeUndefined()
    expect(status).toMatchObject({
      phase: 'Ready',
      usage: { endpointCount: 2 },
      conditions: [{ type: 'Valid', status: 'True', reason: 'ValidationSucceeded', observedGeneration: 3 }],
    })
    const later = recipeStatus(recipe({}, status), 2, '2026-11-22T10:00:00Z')
    expect(mergePatch(status, later)).toBeUndefined()
  })

  it('is Invalid with every problem, and then no decision knows the recipe', () => {
    const wrong = recipe({ hardware: 'MI300', backend: 'vlm' })
    const [valid] = recipeStatus(wrong, 0, now).conditions ?? []
    expect(valid).toMatchObject({ type: 'Valid', status: 'False', reason: 'ValidationFailed' })
    expect(valid?.message).toMatch(/spec\.backend[\s\S]*spec\.hardware/)
    expect(findRecipe(wrong).recipe).toBeUndefined()
  })

  it('loses the upstream condition that says a deletion waits', () => {
    const old = {
      type: 'DeletionBlocked',
      status: 'True',
      reason: 'X',
      message: '',
      lastTransitionTime: now,
    } as const
    expect(
      recipeStatus(recipe({}, { conditions: [old] }), 0, now).conditions?.map(({ type }) => type),
    ).toEqual(['Valid'])
  })
})
