/**
 * Plans that recipes describe: every enabled configuration for the model on the target's accelerator, within the user's wishes.
 * @module
 */

import type { IntentRequest } from '../../api/intent.ts'
import { defaultEngine } from '../../catalog/engines.ts'
import type { ResolvedModel } from '../../catalog/model.ts'
import type { Backend, Recipe, RecipeConfiguration } from '../../catalog/recipe.ts'
import { usualFormat } from '../../catalog/weight-format.ts'
import { engineOfImage } from '../../engines/images.ts'
import { mergeSettings } from '../../engines/merge.ts'
import { readArguments } from '../../engines/read.ts'
import type { Engine, EngineSettings } from '../../engines/settings.ts'
import type { Reason, ReasonCode } from '../../vocabulary/reasons.ts'
import type { Target } from '../place/target.ts'
import {
  argumentFault,
  type PassedOver,
  type Plan,
  type Plans,
  planLabel,
  recipeRef,
  sameModel,
} from './plan.ts'
import { choosePrecision, settingsOf } from './precision-choice.ts'

type Read = { readonly settings: EngineSettings; readonly faults: readonly Reason[] }

/** Recipes live as long as the snapshot that holds them: their arguments are read once. */
const readBefore = new WeakMap<RecipeConfiguration, Map<string, Read>>()

function readRecipe(configuration: RecipeConfiguration, engine: Engine): Read {
  const byEngine = readBefore.get(configuration) ?? new Map<string, Read>()
  readBefore.set(configuration, byEngine)
  const key = `${engine.backend}@${engine.version}`
  const known = byEngine.get(key)
  if (known) return known
  const { settings, errors } = readArguments(engine, configuration.args, 'args')
  const read = { settings, faults: errors.map(argumentFault) }
  byEngine.set(key, read)
  return read
}

/**
 * The recipes that could serve this request at all, and why the others of the same model cannot.
 *
 * @param spoken whose arguments or image the user brings
 */
export function matchingRecipes(
  request: IntentRequest,
  recipes: readonly Recipe[],
  spoken: Backend | undefined,
): { matching: Recipe[]; passedOver: PassedOver[] } {
  const { intent, paths } = request
  const matching: Recipe[] = []
  const passedOver: PassedOver[] = []
  for (const recipe of recipes) {
    if (intent.recipe !== undefined && recipe.name !== intent.recipe) continue
    const reason = mismatch(recipe)
    if (reason === undefined) matching.push(recipe)
    else if (sameModel(recipe.modelId, intent.model.id) || intent.recipe !== undefined)
      passedOver.push({ name: recipe.name, reason })
  }
  return { matching, passedOver }

  function mismatch(recipe: Recipe): Reason | undefined {
    const no = (code: ReasonCode, path: string, message: string): Reason => ({
      code,
      certainty: 'certain',
      path,
      message,
    })
    if (!sameModel(recipe.modelId, intent.model.id))
      return no(
        'RecipeModelMismatch',
        paths.recipe,
        `recipe ${recipe.name} is for ${recipe.modelId}, not for ${intent.model.id}`,
      )
    if (intent.backend !== undefined && recipe.backend !== intent.backend)
      return no('BackendMismatch', paths.backend, `is for ${recipe.backend}, ${intent.backend} is wanted`)
    if (spoken !== undefined && recipe.backend !== spoken)
      return no(
        'BackendMismatch',
        paths.engineArgs,
        `is for ${recipe.backend}, the image or the arguments are ${spoken}'s`,
      )
    if (intent.precision !== undefined && recipe.precision !== intent.precision)
      return no('PrecisionMismatch', paths.precision, `is ${recipe.precision}, ${intent.precision} is wanted`)
    return undefined
  }
}

/** Plans of one recipe on one target. */
export function plansOfRecipe(
  request: IntentRequest,
  model: ResolvedModel | undefined,
  recipe: Recipe,
  target: Target,
  user: EngineSettings,
): Plans {
  const { intent, paths } = request
  const plans: Plan[] = []
  const passedOver: PassedOver[] = []
  const tooMany: number[] = []
  const most = intent.gpuCount ?? Number.POSITIVE_INFINITY
  const engine =
    (intent.image === undefined ? undefined : engineOfImage(intent.image)) ?? defaultEngine(recipe.backend)
  const choice = model === undefined ? undefined : choosePrecision(model, recipe.precision)
  for (const configuration of recipe.configurations) {
    const { gpuCount } = configuration
    const name = planLabel(recipe, gpuCount)
    if (!configuration.enabled) {
      passedOver.push({
        name,
        reason: {
          code: 'RecipeDisabledCount',
          certainty: 'certain',
          path: paths.recipe,
          message: 'is switched off in the recipe',
        },
      })
      continue
    }
    if (gpuCount > most) {
      tooMany.push(gpuCount)
      continue
    }
    const read = readRecipe(configuration, engine)
    plans.push({
      recipe: recipeRef(recipe),
      target,
      gpuCount,
      ...(model === undefined ? {} : { model }),
      precision: recipe.precision,
      format: choice?.format ?? usualFormat(recipe.precision),
      engine,
      ...(intent.image === undefined ? {} : { image: intent.image }),
      settings: mergeSettings(mergeSettings(settingsOf(choice), read.settings), user),
      ...(user.tensorParallel === undefined ? {} : { parallelPath: paths.engineArgs }),
      env: configuration.env,
      ...(configuration.resources === undefined ? {} : { resources: configuration.resources }),
      ...(recipe.performance?.expectedTokensPerSecond === undefined
        ? {}
        : { expectedTokensPerSecond: recipe.performance.expectedTokensPerSecond }),
      faults: read.faults,
    })
  }
  if (tooMany.length > 0) {
    passedOver.push({
      name: `${recipe.name} on ${tooMany.join(', ')} GPUs`,
      reason: {
        code: 'GPUCountAboveMaximum',
        certainty: 'certain',
        path: paths.gpuCount,
        message: `needs more GPUs, gpuCount is ${intent.gpuCount}`,
      },
    })
  }
  return { plans, passedOver }
}
