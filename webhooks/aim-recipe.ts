/**
 * AIMRecipe at admission: what can be told from the recipe alone, before any endpoint uses it.
 * @module
 */
import { parseAIMRecipe, toRecipe } from '../src/api/aim/recipe.ts'
import { checkRecipe } from '../src/decide/check-recipe.ts'
import { introducedErrors, problemsMessage } from './problems.ts'
import type { Answer } from './response.ts'
import type { AdmissionRequest } from './review.ts'
import { scopeOf } from './scope.ts'

/** Refuses what cannot run anywhere (illegal parallelism, unknown hardware), warns of what is only doubtful. */
export function validateRecipe(request: AdmissionRequest): Answer {
  if (scopeOf(request) !== 'judged') return { allowed: true }
  const now = parseAIMRecipe(request.object)
  const before = request.operation === 'UPDATE' ? parseAIMRecipe(request.oldObject) : undefined
  const checked = now.recipe ? checkRecipe(toRecipe(now.recipe)) : { errors: [], warnings: [] }
  const checkedBefore = before?.recipe ? checkRecipe(toRecipe(before.recipe)).errors : []
  const errors = introducedErrors(
    [...now.errors, ...checked.errors],
    [...(before?.errors ?? []), ...checkedBefore],
  )
  if (errors.length > 0) return { allowed: false, denial: 'invalid', message: problemsMessage(errors) }
  // Recipes are applied by the folder, and kubectl does not say which of them a warning is about.
  const name = request.object?.metadata?.name ?? ''
  return { allowed: true, warnings: checked.warnings.map((warning) => `fitgate: ${name}: ${warning}`) }
}
