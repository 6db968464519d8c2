/**
 * What is read of a review or of an object in it is read once, by whoever asks first: errors, wish and warnings are found at different
 * places.
 * @module
 */

/** The same answer for the same object; nothing is kept of objects that are gone. */
export function parsedOnce<Of, T>(parse: (object: Of) => T): (object: Of) => T {
  const known = new WeakMap<object, { readonly parsed: T }>()
  return (object) => {
    if (typeof object !== 'object' || object === null) return parse(object)
    const found = known.get(object)
    if (found !== undefined) return found.parsed
    const parsed = parse(object)
    known.set(object, { parsed })
    return parsed
  }
}
