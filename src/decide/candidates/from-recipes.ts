/**
 * Options that recipes describe: every enabled configuration for the model on the target's accelerator, within the user's wishes.
 * @module
 */
import type { Recipe } from '../../catalog/recipe.ts'
import type { Reason, ReasonCode } from '../../vocabulary/reasons.ts'
import { allows, narrowedBy } from '../place/allows.ts'
import { catalogTargets, type Target } from '../place/target.ts'
import { type Option, type Options, optionLabel, type PassedOver, type RecipeRef } from './option.ts'
import { recipeIndex } from './recipe-index.ts'
import type { Wish } from './wish.ts'

/** Options of the recipes for the model, or of the one that is named, and why the others of the same model are none. */
export function recipeOptions(wish: Wish, recipes: readonly Recipe[], targets: readonly Target[]): Options {
  const { request } = wish
  const { paths } = request
  const options: Option[] = []
  const passedOver: PassedOver[] = []
  for (const recipe of candidates(wish, recipes)) {
    const reason = mismatch(wish, recipe)
    if (reason !== undefined) {
      passedOver.push({ name: recipe.name, reason })
      continue
    }
    const here = targets.filter(
      (target) =>
        target.partition === undefined &&
        target.accelerator.name.toLowerCase() === recipe.hardware.toLowerCase(),
    )
    if (here.length === 0) {
      const ruledOut = isRuledOut(wish, recipe)
      const ofResource = request.intent.resource !== undefined && request.intent.resource !== 'amd.com/gpu'
      const narrowing = ruledOut || ofResource ? narrowedBy(request, recipe.hardware) : undefined
      const message =
        narrowing === undefined
          ? `needs ${recipe.hardware}, which this cluster does not have`
          : `needs ${recipe.hardware}, which is not among what ${narrowing} allows`
      const certainty = ruledOut ? 'certain' : 'estimated'
      passedOver.push({
        name: recipe.name,
        reason: { code: 'AcceleratorAbsent', certainty, path: paths.recipe, message },
      })
      continue
    }
    configurationsOf(wish, recipe, here, options, passedOver)
  }
  return { options, passedOver }
}

const wholeDevices = new Map(catalogTargets.map((target) => [target.accelerator.name.toLowerCase(), target]))

/** The object's own constraints leave the recipe's hardware out, whatever the cluster has. */
function isRuledOut({ request }: Wish, { hardware }: Recipe): boolean {
  // which name a device has in a cluster is the cluster's choice
  const { resource: _, ...intent } = request.intent
  const target = wholeDevices.get(hardware.toLowerCase())
  return target !== undefined && !allows(intent, target)
}

function candidates({ request }: Wish, recipes: readonly Recipe[]): readonly Recipe[] {
  const { intent } = request
  const index = recipeIndex(recipes)
  if (intent.recipe === undefined) return index.ofModel(intent.model.id)
  const named = index.named(intent.recipe)
  return named === undefined ? [] : [named]
}

function mismatch({ request, spoken }: Wish, recipe: Recipe): Reason | undefined {
  const { intent, paths } = request
  const no = (code: ReasonCode, path: string, message: string): Reason => ({
    code,
    certainty: 'certain',
    path,
    message,
  })
  if (recipe.modelId.toLowerCase() !== intent.model.id.toLowerCase())
    return no('RecipeModelMismatch', paths.recipe, `is for ${recipe.modelId}, not for ${intent.model.id}`)
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

/** Its configurations on every target that is here, and those that are switched off or too large. */
function configurationsOf(
  { request }: Wish,
  recipe: Recipe,
  here: readonly Target[],
  options: Option[],
  passedOver: PassedOver[],
): void {
  const { intent, paths } = request
  const ref = recipeRef(recipe)
  const most = intent.gpuCount ?? intent.maxGpuCount ?? Number.POSITIVE_INFINITY
  const tooMany: number[] = []
  for (const configuration of recipe.configurations) {
    const { gpuCount, enabled } = configuration
    if (!enabled) {
      const message = 'is switched off in the recipe'
      passedOver.push({
        name: optionLabel(ref, gpuCount),
        reason: { code: 'RecipeDisabledCount', certainty: 'certain', path: paths.recipe, message },
      })
    } else if (gpuCount > most) tooMany.push(gpuCount)
    else if (intent.exactGpuCount && gpuCount !== most) {
      const message = `${paths.gpuCount} is ${most}, exactly`
      passedOver.push({
        name: optionLabel(ref, gpuCount),
        reason: { code: 'RanksBelow', certainty: 'certain', path: paths.gpuCount, message },
      })
    } else
      for (const target of here)
        options.push({
          recipe: ref,
          written: { recipe, configuration },
          target,
          gpuCount,
          precision: recipe.precision,
          backend: recipe.backend,
        })
  }
  if (tooMany.length === 0) return
  const message = `needs more GPUs, ${paths.gpuCount} is ${most}`
  passedOver.push({
    name: `${recipe.name} on ${tooMany.join(', ')} GPUs`,
    reason: { code: 'GPUCountAboveMaximum', certainty: 'certain', path: paths.gpuCount, message },
  })
}

/** A recipe as decisions and pins refer to it. */
export function recipeRef(recipe: Recipe): RecipeRef {
  return {
    name: recipe.name,
    ...(recipe.recipeId === undefined ? {} : { recipeId: recipe.recipeId }),
    type: recipe.type,
    ...(recipe.generation === undefined ? {} : { generation: recipe.generation }),
  }
}
