/**
 * What is found about one recipe. Pure.
 * @module
 */
import { type AIMRecipeStatus, parseAIMRecipe, toRecipe } from '../../api/aim/recipe.ts'
import type { Recipe } from '../../catalog/recipe.ts'
import { checkRecipe } from '../../decide/check-recipe.ts'
import { mergeConditions } from '../../vocabulary/conditions.ts'
import { type FieldError, formatFieldError } from '../../vocabulary/field-error.ts'
import type { RecipeObject } from '../feeds/feeds.ts'

export interface RecipeFinding {
  /** Absent when it is not valid: such a recipe is never chosen. */
  readonly recipe?: Recipe
  readonly errors: readonly FieldError[]
  readonly warnings: readonly string[]
}

/** Reads and checks a recipe. */
export function findRecipe(object: RecipeObject): RecipeFinding {
  const { recipe: parsed, errors } = parseAIMRecipe(object)
  if (parsed === undefined) return { errors, warnings: [] }
  const recipe = toRecipe(parsed)
  const check = checkRecipe(recipe)
  return { ...check, ...(check.errors.length === 0 ? { recipe } : {}) }
}

/** The status of a recipe. @param now RFC 3339 */
export function recipeStatus(object: RecipeObject, endpointCount: number, now: string): AIMRecipeStatus {
  const { recipe, errors, warnings } = findRecipe(object)
  const isValid = recipe !== undefined
  const lines = isValid ? warnings : errors.map(formatFieldError)
  const { generation } = object.metadata
  const valid = {
    type: 'Valid',
    status: isValid ? 'True' : 'False',
    // The words of the upstream operator.
    reason: isValid ? 'ValidationSucceeded' : 'ValidationFailed',
    message: lines.length === 0 ? 'every enabled configuration can load' : lines.join('\n'),
    ...(generation === undefined ? {} : { observedGeneration: generation }),
  } as const
  // The upstream operator's `DeletionBlocked` is no state here: a deletion is refused at once or not at all.
  const others = object.status?.conditions?.filter(({ type }) => type !== 'DeletionBlocked')
  return {
    conditions: mergeConditions(others, [valid], now),
    ...(generation === undefined ? {} : { observedGeneration: generation }),
    phase: isValid ? 'Ready' : 'Invalid',
    usage: { endpointCount },
  }
}
