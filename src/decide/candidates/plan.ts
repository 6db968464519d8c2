/**
 * A plan before it is judged: a way to run the intent on one target, with the settings people and recipes gave.
 * @module
 */

import type { ResolvedModel } from '../../catalog/model.ts'
import type {
  Backend,
  EnvironmentVariable,
  Recipe,
  RecipeConfiguration,
  RecipeType,
} from '../../catalog/recipe.ts'
import type { WeightFormat } from '../../catalog/weight-format.ts'
import type { Engine, EngineSettings } from '../../engines/settings.ts'
import type { FieldError } from '../../vocabulary/field-error.ts'
import type { Precision } from '../../vocabulary/precision.ts'
import type { Reason } from '../../vocabulary/reasons.ts'
import { gpus } from '../explain/words.ts'
import type { Target } from '../place/target.ts'

export interface Plan {
  readonly recipe: {
    readonly name: string
    readonly recipeId?: string
    readonly type: RecipeType
    readonly generation?: number
  }
  readonly target: Target
  readonly gpuCount: number
  /** Absent for models nobody knows. */
  readonly model?: ResolvedModel
  readonly precision: Precision
  readonly format: WeightFormat
  readonly engine: Engine
  readonly image?: string
  /** Recipe arguments, the user's over them; defaults not yet filled in. */
  readonly settings: EngineSettings
  /** Field that sets the tensor parallel size, where it is not the GPU count. */
  readonly parallelPath?: string
  readonly env: readonly EnvironmentVariable[]
  /** The user's own environment, which wins at run time. */
  readonly userEnv?: readonly EnvironmentVariable[]
  readonly resources?: RecipeConfiguration['resources']
  readonly expectedTokensPerSecond?: number
  /** What is already known to be wrong with it: arguments that cannot be read. */
  readonly faults: readonly Reason[]
}

/** A recipe, or one count of it, that was passed over before it became a plan. */
export interface PassedOver {
  readonly name: string
  readonly reason: Reason
}

export interface Plans {
  readonly plans: readonly Plan[]
  readonly passedOver: readonly PassedOver[]
}

/** An argument that the engine would not start with. */
export function argumentFault({ path, message, fix }: FieldError): Reason {
  return {
    code: 'ArgumentInvalid',
    certainty: 'certain',
    path,
    message: fix ? `${message}; ${fix}` : message,
  }
}

export const noSettings: EngineSettings = { other: {} }

/** `Qwen/Qwen3-32B` → `Qwen3-32B`. */
export function modelName(id: string): string {
  return id.slice(id.lastIndexOf('/') + 1)
}

/** Name of a plan that no recipe made: `qwen3-32b-mi355x-fp8-tp2`. */
export function derivedName(
  id: string,
  target: Target,
  precision: Precision,
  backend: Backend,
  gpuCount: number,
): string {
  const model = modelName(id)
    .toLowerCase()
    .replaceAll(/[^a-z0-9.]+/g, '-')
  const device =
    target.accelerator.name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-') +
    (target.partition ? `-${target.partition}` : '')
  return `${model}-${device}-${precision}${backend === 'vllm' ? '' : `-${backend}`}-tp${gpuCount}`
}

/** Equal ids, whatever their case. */
export function sameModel(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase()
}

/** A plan as it is called in lists: recipes by name and count, computed ones by their name, which has the count. */
export function planLabel(recipe: Plan['recipe'], gpuCount: number): string {
  return recipe.type === 'derived' ? recipe.name : `${recipe.name} on ${gpus(gpuCount)}`
}

export function recipeRef(recipe: Recipe): Plan['recipe'] {
  return {
    name: recipe.name,
    ...(recipe.recipeId === undefined ? {} : { recipeId: recipe.recipeId }),
    type: recipe.type,
    ...(recipe.generation === undefined ? {} : { generation: recipe.generation }),
  }
}
