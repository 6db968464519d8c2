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
import type { Engine, EngineSettings } from '../../engines/settings.ts'
import type { FieldError } from '../../vocabulary/field-error.ts'
import type { DecisionContext } from '../context.ts'
import type { Target } from '../place/target.ts'
import { derivedPlans } from './derived.ts'
import { matchingRecipes, plansOfRecipe } from './from-recipes.ts'
import type { PassedOver, Plans } from './plan.ts'

export interface UserSettings {
  readonly settings: EngineSettings
  readonly errors: readonly FieldError[]
}

/** The engine that the user's arguments are written for: their image's, else the one they or their recipe name, else vLLM. */
function engineOfArguments({ intent }: IntentRequest, recipes: readonly Recipe[]): Engine {
  const ofImage = intent.image === undefined ? undefined : engineOfImage(intent.image)
  const ofRecipe = recipes.find((recipe) => recipe.name === intent.recipe)?.backend
  return ofImage ?? defaultEngine(intent.backend ?? ofRecipe ?? 'vllm')
}

/** What the user's own arguments and fields say, over every recipe. */
export function userSettings(request: IntentRequest, { recipes }: DecisionContext): UserSettings {
  const { intent, paths } = request
  const engine = engineOfArguments(request, recipes)
  const { settings, errors: unreadable, unused } = readArguments(engine, intent.engineArgs, paths.engineArgs)
  // an image whose engine nobody can tell may know arguments that this one does not
  const foreign = intent.image !== undefined && engineOfImage(intent.image) === undefined
  const errors = [...(foreign ? [] : unreadable), ...unused]
  if (intent.backend !== undefined && engine.backend !== intent.backend) {
    errors.push({
      path: paths.image,
      message: `is an image of ${engine.backend}, ${intent.backend} is wanted`,
    })
  }
  if (
    intent.maxModelLen !== undefined &&
    settings.maxModelLen !== undefined &&
    settings.maxModelLen !== intent.maxModelLen
  ) {
    const message = `set a length of ${settings.maxModelLen} tokens, ${paths.maxModelLen} is ${intent.maxModelLen}`
    errors.push({ path: paths.engineArgs, message, fix: 'say it once' })
  }
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
  // arguments of one engine are no arguments of the other
  const { intent } = request
  const spoken =
    intent.engineArgs.length > 0 || intent.image !== undefined
      ? engineOfArguments(request, recipes).backend
      : undefined
  const { matching, passedOver } = matchingRecipes(request, recipes, spoken)
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
