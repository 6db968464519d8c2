/**
 * What is wrong with a pod template as it is written, and the list to put there instead.
 * @module
 */
import type { FieldError } from '../../vocabulary/field-error.ts'

/** A whole list of the container, ready to paste. */
export interface BetterList {
  /** `spec.template.spec.containers[0].args`. */
  readonly path: string
  readonly list: readonly string[]
}

export interface WrittenProblem extends FieldError {
  /** An error: it never starts, or is never placed. */
  readonly severity: 'error' | 'warning'
  readonly suggestion?: BetterList
}
