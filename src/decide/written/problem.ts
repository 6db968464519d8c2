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
  /** The user's list with every correction, that of this problem among them. */
  readonly suggestion?: BetterList
}

/** A problem before its list is put together with the corrections of the others. */
export interface Finding extends Omit<WrittenProblem, 'suggestion'> {
  /** Arguments that cure it, `--max-model-len=8192`. */
  readonly changes?: readonly string[]
  /** Cutting items into words cures it. */
  readonly cuts?: true
}

/** The list as one line of YAML: `args: ["--seed=1"]`. */
function yamlOf({ path, list }: BetterList): string {
  return `${path.slice(path.lastIndexOf('.') + 1)}: ${JSON.stringify(list)}`
}

/** A longer line is no help in a message. */
const longestLine = 600

/** The problem with its list in the words of the fix. */
export function pasteable({ path, message, fix, suggestion }: WrittenProblem): FieldError {
  const line = suggestion === undefined ? undefined : yamlOf(suggestion)
  const words = [fix, line !== undefined && line.length <= longestLine ? line : undefined].filter(
    (each) => each !== undefined,
  )
  return { path, message, ...(words.length === 0 ? {} : { fix: words.join(': ') }) }
}
