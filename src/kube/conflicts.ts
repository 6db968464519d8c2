/**
 * Who is in the way of a server-side apply: which field, and which manager owns it.
 * @module
 */
import { ApiError } from './api-error.ts'

export interface FieldConflict {
  /** As the server writes paths: `.spec.replicas`, `.spec.containers[name="engine"].image`. */
  readonly field: string
  /** Field manager that owns it: `kubectl`, `kube-controller-manager`. */
  readonly manager: string
  /** Set when it was written by a subresource. */
  readonly subresource?: string
}

/** The owners that an apply without force met; empty for any other error, a lost race for a version included. */
export function conflictsOf(error: unknown): readonly FieldConflict[] {
  if (!(error instanceof ApiError) || error.code !== 409) return []
  return error.causes.flatMap(({ reason, message = '', field = '' }) => {
    if (reason !== 'FieldManagerConflict') return []
    // `conflict with "kubectl" with subresource "scale" using apps/v1 at 2026-01-01T00:00:00Z`
    const [, manager, subresource] =
      /^conflict with "((?:[^"\\]|\\.)*)"(?: with subresource "([^"]*)")?/.exec(message) ?? []
    if (manager === undefined) return []
    return [{ field, manager: unquoted(manager), ...(subresource === undefined ? {} : { subresource }) }]
  })
}

/** `.spec.replicas is owned by kubectl (scale), .data.a by helm`: for a condition or a log line. */
export function describeConflicts(conflicts: readonly FieldConflict[]): string {
  return conflicts
    .map(({ field, manager, subresource }, index) => {
      const owner = subresource === undefined ? manager : `${manager} (${subresource})`
      return index === 0 ? `${field} is owned by ${owner}` : `${field} by ${owner}`
    })
    .join(', ')
}

/** The server quotes names as Go does; of its escapes only these two occur in a field manager. */
function unquoted(name: string): string {
  return name.replaceAll(/\\(["\\])/g, '$1')
}
