/**
 * A plan before it is judged: a way to run the intent on one target, with the settings people and recipes gave.
 * @module
 */

import { defaultEngine } from '../../catalog/engines.ts'
import type { ResolvedModel } from '../../catalog/model.ts'
import type { EnvironmentVariable, RecipeConfiguration } from '../../catalog/recipe.ts'
import { usualFormat, type WeightFormat } from '../../catalog/weight-format.ts'
import { mergeSettings } from '../../engines/merge.ts'
import type { Engine, EngineSettings } from '../../engines/settings.ts'
import type { Precision } from '../../vocabulary/precision.ts'
import type { Reason } from '../../vocabulary/reasons.ts'
import type { Target } from '../place/target.ts'
import { groupParallel } from './group-options.ts'
import type { Option, RecipeRef } from './option.ts'
import { choosePrecision, type PrecisionChoice, settingsOf } from './precision-choice.ts'
import { readConfiguration } from './read-configuration.ts'
import type { Wish } from './wish.ts'

export interface Plan {
  readonly recipe: RecipeRef
  readonly target: Target
  readonly gpuCount: number
  /** As in `Option`. */
  readonly nodes?: number
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
  /** `settings` are all the engine is told: its own defaults hold for the rest. */
  readonly ownArguments?: true
  /** What is already known to be wrong with it: arguments that cannot be read, a precision that takes another repository. */
  readonly faults: readonly Reason[]
}

/** The whole plan of an option: the recipe's arguments, and the user's over them. */
export function planOf(wish: Wish, option: Option): Plan {
  const { request, model, settings: user } = wish
  const { intent, paths } = request
  const { written, precision, backend } = option
  const choice = model === undefined ? undefined : choosePrecision(model, precision)
  const engine = wish.imageEngine?.backend === backend ? wish.imageEngine : defaultEngine(backend)
  const read = written === undefined ? undefined : readConfiguration(written.configuration, engine)
  const chosen = settingsOf(choice)
  const parallel = option.nodes === undefined ? {} : groupParallel(user, option.gpuCount, option.nodes)
  const resources = written?.configuration.resources
  return {
    recipe: option.recipe,
    target: option.target,
    gpuCount: option.gpuCount,
    ...(option.nodes === undefined ? {} : { nodes: option.nodes }),
    ...(model === undefined ? {} : { model }),
    precision,
    format: choice?.format ?? usualFormat(precision),
    engine,
    ...(intent.image === undefined ? {} : { image: intent.image }),
    settings: intent.ownArguments
      ? user
      : mergeSettings(
          { ...(read === undefined ? chosen : mergeSettings(chosen, read.settings)), ...parallel },
          user,
        ),
    ...(intent.ownArguments ? { ownArguments: true } : {}),
    ...(user.tensorParallel === undefined ? {} : { parallelPath: paths.tensorParallel ?? paths.engineArgs }),
    env: written?.configuration.env ?? [],
    ...(request.env === undefined ? {} : { userEnv: request.env }),
    ...(resources === undefined ? {} : { resources }),
    faults: read?.faults ?? unreachable(wish, precision, choice),
  }
}

/** A computed plan in a precision that takes another repository. */
function unreachable(
  { request, model }: Wish,
  precision: Precision,
  choice: PrecisionChoice | undefined,
): readonly Reason[] {
  if (model === undefined || choice !== undefined) return []
  const message = `${request.intent.model.id} holds ${model.precision} weights, which no engine turns into ${precision} at load: name a repository that holds ${precision} weights`
  return [{ code: 'PrecisionMismatch', certainty: 'certain', path: request.paths.precision, message }]
}

/** `Qwen/Qwen3-32B` → `Qwen3-32B`. */
export function modelName(id: string): string {
  return id.slice(id.lastIndexOf('/') + 1)
}
