/**
 * A value worked out when it is first asked for: a decision carries its explanation, and admission reads only part of it.
 * @module
 */

/** `work` runs at the first call; later calls return the same value. It must be pure. */
export function once<T>(work: () => T): () => T {
  let done: { readonly value: T } | undefined
  return () => {
    done ??= { value: work() }
    return done.value
  }
}
