/**
 * An object of a review is parsed once, by whoever asks first: its errors, its wish and its warnings are found at different places.
 * @module
 */

/** The same answer for the same object; nothing is kept of objects that are gone. */
export function parsedOnce<T>(parse: (object: unknown) => T): (object: unknown) => T {
  const known = new WeakMap<object, T>()
  return (object) => {
    if (typeof object !== 'object' || object === null) return parse(object)
    const found = known.get(object)
    if (found !== undefined) return found
    const parsed = parse(object)
    known.set(object, parsed)
    return parsed
  }
}
