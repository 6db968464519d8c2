/**
 * The built-in recipes, by publisher. `fitgate generate` writes them into `manifests/recipes` as AIMRecipe objects.
 * @module
 */
import { aimBuild } from './recipe-table/aim-build.ts'
import { aimEngine } from './recipe-table/aim-engine.ts'
import { fieldLogs } from './recipe-table/field-logs.ts'
import { inferenceX } from './recipe-table/inference-x.ts'
import type { RecipeRow } from './recipe-table/row.ts'
import { vllmRecipes } from './recipe-table/vllm-recipes.ts'

export const recipeTable: readonly RecipeRow[] = [
  ...aimBuild,
  ...inferenceX,
  ...vllmRecipes,
  ...aimEngine,
  ...fieldLogs,
]
