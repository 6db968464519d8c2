/**
 * The list of modules that a `quantization_config` leaves alone, under whichever name.
 * @module
 */
import type { ConfigFields } from '../config-fields.ts'
import { type ModuleMatcher, patternList } from './name-patterns.ts'

export const nothing: ModuleMatcher = () => false

/** Reads the list at `key`; invalid expressions become problems. */
export function moduleList(fields: ConfigFields, key: string): ModuleMatcher {
  const list = fields.texts(key)
  if (list === undefined) return nothing
  const { matches, invalid } = patternList(list)
  for (const pattern of invalid) fields.problem(key, `"${pattern}" is no valid expression after re:`)
  return matches
}

/** `modules_to_not_convert` and its older names. */
export function ignoredModules(fields: ConfigFields): ModuleMatcher {
  return moduleList(
    fields,
    fields.named('modules_to_not_convert', 'ignored_layers', 'ignore', 'exclude_modules', 'exclude'),
  )
}
