/**
 * A recipe, judged by itself: configurations that no hardware makes legal are errors, those that cannot load are told.
 * @module
 */

import type { IntentRequest } from '../api/intent.ts'
import { acceleratorByName } from '../catalog/accelerators.ts'
import type { Recipe } from '../catalog/recipe.ts'
import { type FieldError, formatFieldError } from '../vocabulary/field-error.ts'
import { formatGiB } from '../vocabulary/quantity.ts'
import type { Reason } from '../vocabulary/reasons.ts'
import { recipeRef } from './candidates/from-recipes.ts'
import { modelName, planOf } from './candidates/plan.ts'
import { readConfiguration } from './candidates/read-configuration.ts'
import { wishOf } from './candidates/wish.ts'
import { evaluate } from './evaluate.ts'
import { summaryOfReasons } from './explain/words.ts'
import { catalogTargets } from './place/target.ts'

export interface RecipeCheck {
  readonly errors: readonly FieldError[]
  readonly warnings: readonly string[]
}

/** A recipe asks for nothing, so its own model and paths stand in for the user's. */
function requestOf(recipe: Recipe): IntentRequest {
  return {
    kind: 'AIMRecipe',
    name: recipe.name,
    namespace: '',
    intent: { model: { id: recipe.modelId }, engineArgs: [], nodeSelector: {}, tolerations: [] },
    paths: {
      model: 'spec.modelId',
      gpuCount: 'gpuCount',
      precision: 'spec.precision',
      backend: 'spec.backend',
      recipe: 'metadata.name',
      maxModelLen: 'args',
      engineArgs: 'args',
      image: 'image',
      nodeSelector: 'spec.hardware',
    },
    replicas: 1,
  }
}

/** Every fault of a recipe, each with its field path; unknown models are admitted with a warning. */
export function checkRecipe(recipe: Recipe): RecipeCheck {
  const accelerator = acceleratorByName(recipe.hardware)
  if (accelerator === undefined)
    return {
      errors: [],
      warnings: [`spec.hardware: ${recipe.hardware} is not known, so the recipe was not checked`],
    }
  const target = catalogTargets.find((t) => t.accelerator === accelerator)
  if (target === undefined)
    return {
      errors: [{ path: 'spec.hardware', message: `${accelerator.name} is not an AMD accelerator` }],
      warnings: [],
    }
  const request = requestOf(recipe)
  const wish = wishOf(request, { recipes: [recipe] })
  const errors: FieldError[] = []
  const warnings: string[] = []
  let impossible = 0
  let enabled = 0
  if (wish.model === undefined)
    warnings.push(
      `spec.modelId: nothing is known of ${recipe.modelId}, so memory and parallel sizes were not checked`,
    )
  for (const [i, configuration] of recipe.configurations.entries()) {
    if (!configuration.enabled) continue
    const where = `spec.configurations[${i}]`
    const plan = planOf(wish, {
      recipe: recipeRef(recipe),
      written: { recipe, configuration },
      target,
      gpuCount: configuration.gpuCount,
      precision: recipe.precision,
      backend: recipe.backend,
    })
    for (const note of readConfiguration(configuration, plan.engine).notes)
      warnings.push(formatFieldError({ ...note, path: `${where}.${note.path}` }))
    const parallelPath = plan.settings.tensorParallel === undefined ? 'gpuCount' : 'args'
    const evaluation = evaluate({ ...plan, parallelPath }, recipe.modelId, request.paths)
    enabled += 1
    const isMemory = (reason: Reason) => reason.code === 'WeightsTooLarge' || reason.certainty === 'estimated'
    for (const reason of evaluation.reasons) {
      if (!isMemory(reason)) errors.push({ path: pathIn(where, reason.path), message: reason.message })
    }
    const memory = evaluation.reasons.filter(isMemory)
    if (evaluation.verdict !== 'DoesNotFit' || memory.length === 0) continue
    const certain = memory.some((reason) => reason.certainty === 'certain')
    if (certain) impossible += 1
    const what = `${configuration.gpuCount} x ${accelerator.name} ${certain ? 'never loads' : 'is not expected to load'}`
    warnings.push(`${where}: ${what}: ${summaryOfReasons(memory)}; it will not be chosen`)
  }
  if (errors.length === 0 && enabled > 0 && impossible === enabled) {
    errors.push({
      path: 'spec.configurations',
      message: `no enabled configuration of ${modelName(recipe.modelId)} in ${recipe.precision} can load on ${accelerator.name} (${formatGiB(accelerator.memoryGiB)} GiB)`,
      fix: 'add a larger GPU count or a smaller precision',
    })
  }
  return { errors, warnings }
}

function pathIn(where: string, path: string | undefined): string {
  if (path === undefined) return where
  return path.startsWith('spec.') ? path : `${where}.${path}`
}
