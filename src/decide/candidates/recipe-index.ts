/**
 * The recipes of a snapshot by model and by name. A snapshot lives for thousands of decisions, so its index is made once.
 * @module
 */
import type { Recipe } from '../../catalog/recipe.ts'

export interface RecipeIndex {
  /** Recipes of a repository, written in any case, by name. */
  readonly ofModel: (modelId: string) => readonly Recipe[]
  readonly named: (name: string) => Recipe | undefined
}

const indexes = new WeakMap<readonly Recipe[], RecipeIndex>()

export function recipeIndex(recipes: readonly Recipe[]): RecipeIndex {
  const known = indexes.get(recipes)
  if (known !== undefined) return known
  // by name, so that nothing depends on the order of the list
  const sorted = recipes.toSorted((a, b) => (a.name < b.name ? -1 : 1))
  const byModel = Map.groupBy(sorted, (recipe) => recipe.modelId.toLowerCase())
  const byName = new Map(recipes.map((recipe) => [recipe.name, recipe]))
  const index: RecipeIndex = {
    ofModel: (modelId) => byModel.get(modelId.toLowerCase()) ?? [],
    named: (name) => byName.get(name),
  }
  indexes.set(recipes, index)
  return index
}
