/**
 * Failures that repeat, told once.
 * @module
 */

/** Tells of a failure when it begins or its words change, not of each repetition; nothing means that it is over. */
export function changesOf(tell: (error: unknown) => void): (error?: unknown) => void {
  let last: string | undefined
  return (error) => {
    const words = error === undefined ? undefined : String(error)
    if (words !== undefined && words !== last) tell(error)
    last = words
  }
}
