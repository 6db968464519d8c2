/**
 * The annotation by which a user says what an estimated refusal does.
 * @module
 */
import { type FieldError, notAllowed } from '../vocabulary/field-error.ts'
import { annotations } from '../vocabulary/names.ts'
import type { ObjectMeta } from '../vocabulary/object-meta.ts'
import { formatPath } from './field-path.ts'
import { type FitMode, fitModes } from './intent.ts'

/** What the object says; `undefined` when it says nothing, or nothing known. */
export function fitModeOf(metadata: ObjectMeta): FitMode | undefined {
  const written = metadata.annotations?.[annotations.fit]
  return fitModes.find((mode) => mode === written)
}

/** An unknown word in the annotation. */
export function fitModeProblems(metadata: ObjectMeta): FieldError[] {
  const written = metadata.annotations?.[annotations.fit]
  if (written === undefined || fitModeOf(metadata) !== undefined) return []
  return [
    notAllowed(formatPath('metadata.annotations', [annotations.fit]), 'fit mode', String(written), fitModes),
  ]
}
