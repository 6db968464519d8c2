/**
 * The arguments of a recipe's configuration, read. Recipes live as long as the snapshot that holds them, so each is read once.
 * @module
 */
import type { RecipeConfiguration } from '../../catalog/recipe.ts'
import { readArguments } from '../../engines/read.ts'
import type { Engine, EngineSettings } from '../../engines/settings.ts'
import type { FieldError } from '../../vocabulary/field-error.ts'
import type { Reason } from '../../vocabulary/reasons.ts'
import { argumentFault } from './argument-fault.ts'

export interface ReadConfiguration {
  readonly settings: EngineSettings
  /** What the engine would exit over; paths begin with `args`. */
  readonly faults: readonly Reason[]
  /** What is understood otherwise than written; paths begin with `args`. */
  readonly notes: readonly FieldError[]
}

const readBefore = new WeakMap<RecipeConfiguration, Map<string, ReadConfiguration>>()

export function readConfiguration(configuration: RecipeConfiguration, engine: Engine): ReadConfiguration {
  const byEngine = readBefore.get(configuration) ?? new Map<string, ReadConfiguration>()
  readBefore.set(configuration, byEngine)
  const key = `${engine.backend}@${engine.version}`
  const known = byEngine.get(key)
  if (known) return known
  const { settings, errors, warnings } = readArguments(engine, configuration.args, 'args')
  const read = { settings, faults: errors.map(argumentFault), notes: warnings }
  byEngine.set(key, read)
  return read
}
