/**
 * StorageClasses that volumes ask for and the cluster does not have: told, never refused, as they come in any order.
 * @module
 */
import { type FieldError, nearest } from '../../vocabulary/field-error.ts'

/** Doubts about a class that is named at `path`; none where it is left to the cluster, or classes are not known. */
export function missingStorageClass(
  named: string | undefined,
  path: string,
  known: readonly string[] | undefined,
): readonly FieldError[] {
  if (named === undefined || known === undefined || known.includes(named)) return []
  const near = nearest(named, known)
  return [
    {
      path,
      message: `StorageClass ${named} is not there yet: the volume waits for it`,
      ...(near === undefined ? {} : { fix: `did you mean "${near}"?` }),
    },
  ]
}
