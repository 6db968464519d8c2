/**
 * JSON Patch (RFC 6902) operations and the pointers (RFC 6901) in them.
 * @module
 */

export type PatchOperation =
  | { readonly op: 'add'; readonly path: string; readonly value: unknown }
  | { readonly op: 'remove'; readonly path: string }

/** One segment of a JSON Pointer: `~` and `/` escaped, in that order. */
export function pointerSegment(text: string): string {
  const escaped = text.includes('~') ? text.replaceAll('~', '~0') : text
  return escaped.includes('/') ? escaped.replaceAll('/', '~1') : escaped
}

/** A whole pointer. @example jsonPointer(['metadata', 'annotations', 'a/b']) // '/metadata/annotations/a~1b' */
export function jsonPointer(segments: readonly (string | number)[]): string {
  return segments.map((segment) => `/${pointerSegment(String(segment))}`).join('')
}
