/**
 * What a request asks for, read once: the model behind the name, the user's own arguments, and the engine they are written for.
 * @module
 */
import type { Intent, IntentPaths, IntentRequest } from '../../api/intent.ts'
import { defaultEngine } from '../../catalog/engines.ts'
import type { ResolvedModel } from '../../catalog/model.ts'
import { resolveModel } from '../../catalog/models.ts'
import type { Backend, Recipe } from '../../catalog/recipe.ts'
import { engineOfImage } from '../../engines/images.ts'
import { readArguments } from '../../engines/read.ts'
import type { Engine, EngineSettings } from '../../engines/settings.ts'
import type { Correction } from '../../inventory/corrections.ts'
import type { DecisionConfig } from '../../inventory/snapshot.ts'
import type { FieldError } from '../../vocabulary/field-error.ts'
import { recipeIndex } from './recipe-index.ts'

export interface Wish {
  readonly request: IntentRequest
  /** Absent for models nobody knows. */
  readonly model?: ResolvedModel
  /** The engine in the user's image, or in the one that takes its place, where they name one that tells. */
  readonly imageEngine?: Engine
  /** Whose arguments or image the user brings: those of one engine are none of the other's. */
  readonly spoken?: Backend
  /** The user's own arguments and fields, over every recipe. */
  readonly settings: EngineSettings
  /** What the engine would exit over, or what contradicts itself. */
  readonly errors: readonly FieldError[]
  /** Arguments that are understood otherwise than written, or not checked. */
  readonly notes: readonly FieldError[]
  /** What earlier starts taught, as far as it counts in the object's namespace. */
  readonly corrections?: readonly Correction[]
}

/** What a wish is read against. */
export interface WishContext {
  readonly recipes: readonly Recipe[]
  /** Absent where a recipe is checked by itself. */
  readonly config?: Pick<DecisionConfig, 'corrections'>
}

export function wishOf(request: IntentRequest, { recipes, config }: WishContext): Wish {
  const { intent, paths } = request
  const corrections = config?.corrections?.filter(
    ({ namespace }) => namespace === undefined || namespace === request.namespace,
  )
  const model = resolveModel(intent.model.id)
  const imageEngine = engineOf(intent)
  const ofRecipe =
    intent.recipe === undefined ? undefined : recipeIndex(recipes).named(intent.recipe)?.backend
  const engine = imageEngine ?? defaultEngine(intent.backend ?? ofRecipe ?? 'vllm')
  const read = readArguments(engine, intent.engineArgs, paths.engineArgItems ?? paths.engineArgs, {
    literal: intent.ownArguments === true,
  })
  // an image whose engine nobody can tell may know arguments that this one does not
  const foreign = intent.image !== undefined && imageEngine === undefined
  const errors = [
    ...(foreign ? [] : read.errors),
    ...read.unused,
    ...contradictions(request, read.settings, engine),
  ]
  const maxModelLen = intent.maxModelLen ?? read.settings.maxModelLen
  return {
    request,
    ...(model === undefined ? {} : { model }),
    ...(imageEngine === undefined ? {} : { imageEngine }),
    ...(intent.engineArgs.length > 0 || intent.image !== undefined ? { spoken: engine.backend } : {}),
    settings: {
      ...(intent.ownArguments ? { tensorParallel: 1, pipelineParallel: 1 } : {}),
      ...read.settings,
      ...(maxModelLen === undefined ? {} : { maxModelLen }),
    },
    errors,
    notes: read.warnings.filter((warning) => !read.unused.includes(warning)),
    ...(corrections === undefined ? {} : { corrections }),
  }
}

function engineOf({ image, backend, engineVersion }: Intent): Engine | undefined {
  if (image !== undefined) return engineOfImage(image)
  return backend === undefined || engineVersion === undefined
    ? undefined
    : { backend, version: engineVersion }
}

/** The paths that reasons point at: a length that the arguments set, or could set alone, is corrected there. */
export function judgedPaths({ request, settings }: Pick<Wish, 'request' | 'settings'>): IntentPaths {
  const { intent, paths } = request
  const inArguments =
    intent.maxModelLen === undefined && (settings.maxModelLen !== undefined || intent.ownArguments === true)
  return inArguments ? { ...paths, maxModelLen: lengthPath(request) } : paths
}

const lengthArgument = /^--(?:max[-_]model[-_]len|context[-_]length)(?:=|$)/

/** The item that sets the length, else the list where it would be set. */
function lengthPath({ intent, paths }: IntentRequest): string {
  const at = intent.engineArgs.findLastIndex((text) => lengthArgument.test(text))
  return paths.engineArgItems?.[at] ?? paths.engineArgs
}

function contradictions(
  { intent, paths }: IntentRequest,
  settings: EngineSettings,
  engine: Engine,
): FieldError[] {
  const found: FieldError[] = []
  if (intent.backend !== undefined && engine.backend !== intent.backend) {
    found.push({
      path: paths.image,
      message: `is an image of ${engine.backend}, ${intent.backend} is wanted`,
    })
  }
  if (
    intent.maxModelLen !== undefined &&
    settings.maxModelLen !== undefined &&
    settings.maxModelLen !== intent.maxModelLen
  ) {
    found.push({
      path: paths.engineArgs,
      message: `set a length of ${settings.maxModelLen} tokens, ${paths.maxModelLen} is ${intent.maxModelLen}`,
      fix: 'say it once',
    })
  }
  return found
}
