/**
 * Every plan for a request on some targets, recipes and derived ones.
 * @module
 */
import type { IntentRequest } from '../../api/intent.ts'
import { defaultEngine } from '../../catalog/engines.ts'
import type { ResolvedModel } from '../../catalog/model.ts'
import type { Recipe } from '../../catalog/recipe.ts'
import { engineOfImage } from '../../engines/images.ts'
import { readArguments } from '../../engines/read.ts'
import type { EngineSettings } from '../../engines/settings.ts'
import type { FieldError } from '../../vocabulary/field-error.ts'
import type { Target } from '../place/target.ts'
import { derivedPlans } from './derived.ts'
import { matchingRecipes, plansOfRecipe } from './from-recipes.ts'
import type { PassedOver, Plans } from './plan.ts'

/** What the user's own arguments and fields say, over every recipe. */
export function userSettings(request: IntentRequest): {
  settings: EngineSettings
  errors: readonly FieldError[]
} {
  const { intent, paths } = request
  const engine =
    (intent.image === undefined ? undefined : engineOfImage(intent.image)) ??
    defaultEngine(intent.backend ?? 'vllm')
  const { settings, errors } = readArguments(engine, intent.engineArgs, paths.engineArgs)
  const maxModelLen = intent.maxModelLen ?? settings.maxModelLen
  return { settings: maxModelLen === undefined ? settings : { ...settings, maxModelLen }, errors }
}

export function allPlans(
  request: IntentRequest,
  model: ResolvedModel | undefined,
  recipes: readonly Recipe[],
  targets: readonly Target[],
  user: EngineSettings,
): Plans {
  const { matching, passedOver } = matchingRecipes(request, recipes)
  const absent: PassedOver[] = []
  const fromRecipes = matching.flatMap((recipe) => {
    const here = targets.filter(
      (t) => t.partition === undefined && t.accelerator.name.toLowerCase() === recipe.hardware.toLowerCase(),
    )
    if (here.length === 0) {
      absent.push({
        name: recipe.name,
        reason: {
          code: 'AcceleratorAbsent',
          certainty: 'estimated',
          path: request.paths.recipe,
          message: `there is no ${recipe.hardware} here`,
        },
      })
    }
    return here.map((target) => plansOfRecipe(request, model, recipe, target, user))
  })
  const derived =
    request.intent.recipe === undefined
      ? targets.flatMap((target) => derivedPlans(request, model, target, user))
      : []
  return {
    plans: [...fromRecipes.flatMap((made) => made.plans), ...derived],
    passedOver: [...passedOver, ...absent, ...unique(fromRecipes.flatMap((made) => made.passedOver))],
  }
}

/** A count that is passed over is so on every target: once is enough. */
function unique(passedOver: readonly PassedOver[]): PassedOver[] {
  return [...new Map(passedOver.map((entry) => [entry.name, entry])).values()]
}
