/**
 * A candidate before its arguments are put together: all that the order of plans asks of it, and no more. A decision has dozens of
 * these and makes a plan of the few that it has to judge.
 * @module
 */
import type { Backend, Recipe, RecipeConfiguration, RecipeType } from '../../catalog/recipe.ts'
import type { Precision } from '../../vocabulary/precision.ts'
import type { Reason } from '../../vocabulary/reasons.ts'
import { gpus } from '../explain/words.ts'
import type { Target } from '../place/target.ts'

/** A recipe as decisions and pins refer to it. */
export interface RecipeRef {
  readonly name: string
  readonly recipeId?: string
  readonly type: RecipeType
  readonly generation?: number
}

export interface Option {
  readonly recipe: RecipeRef
  /** Where the recipe is written; absent for a computed plan. */
  readonly written?: { readonly recipe: Recipe; readonly configuration: RecipeConfiguration }
  readonly target: Target
  /** Devices of one replica. */
  readonly gpuCount: number
  /** Nodes of one replica, each with as many of its devices; absent: one. */
  readonly nodes?: number
  readonly precision: Precision
  readonly backend: Backend
}

/** A recipe, or one count of it, that was passed over before it became an option. */
export interface PassedOver {
  readonly name: string
  readonly reason: Reason
}

export interface Options {
  readonly options: readonly Option[]
  readonly passedOver: readonly PassedOver[]
}

/** An option as it is called in lists: recipes by name and count, computed ones by their name, which has the count. */
export function optionLabel(recipe: RecipeRef, gpuCount: number): string {
  return recipe.type === 'derived' ? recipe.name : `${recipe.name} on ${gpus(gpuCount)}`
}
