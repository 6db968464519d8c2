/**
 * What is wrong with a pod template as it is written, and the list to put there instead.
 * @module
 */
import type { FieldError } from '../../vocabulary/field-error.ts'
import type { Change } from '../decision.ts'
import { listLine } from './list-text.ts'

/** A whole list of the container, ready to paste. */
export interface BetterList {
  /** `spec.template.spec.containers[0].args`. */
  readonly path: string
  readonly list: readonly string[]
  /** Fields that have to change with it: how many GPUs the container asks for. */
  readonly also?: readonly Change[]
}

export interface WrittenProblem extends FieldError {
  /** An error: it never starts, or is never placed. */
  readonly severity: 'error' | 'warning'
  /** The user's list with every correction, that of this problem among them. */
  readonly suggestion?: BetterList
}

/** An argument under another name. */
export interface Rename {
  /** Of the word that names it. */
  readonly path: string
  /** As it is written. */
  readonly from: string
  readonly to: string
}

/** A problem before its list is put together with the corrections of the others. */
export interface Finding extends Omit<WrittenProblem, 'suggestion'> {
  /** Arguments that cure it, `--max-model-len=8192`. */
  readonly changes?: readonly string[]
  /** Another name (`--max-model-len`) for the argument at a path cures it. */
  readonly renames?: readonly Rename[]
  /** Cutting items into words cures it. */
  readonly cuts?: true
}

/** A longer line is no help in a message. */
const longestLine = 600

/** The problem with its list in the words of the fix. */
export function pasteable({ path, message, fix, suggestion }: WrittenProblem): FieldError {
  const line = suggestion === undefined ? undefined : listLine(suggestion)
  const words = [fix, line !== undefined && line.length <= longestLine ? line : undefined].filter(
    (each) => each !== undefined,
  )
  return {
    path,
    message,
    ...(words.length === 0 ? {} : { fix: words.join(fix?.endsWith('?') ? ' ' : ': ') }),
  }
}
