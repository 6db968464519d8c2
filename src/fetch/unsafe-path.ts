/**
 * Names of files come from elsewhere and become paths here.
 * @module
 */

/** Bytes of a name that file systems take. */
const mostBytes = 255

/** Why a name cannot be a path below a model's folder, or `undefined` when it can. */
export function unsafePath(path: string): string | undefined {
  if (path === '') return 'is empty'
  if (/[\\\p{Cc}]/u.test(path)) return 'holds a backslash or a control character'
  for (const part of path.split('/')) {
    if (part === '' || part === '.' || part === '..') return 'leads out of its folder'
    if (Buffer.byteLength(part) > mostBytes) return `has a part longer than ${mostBytes} bytes`
  }
  return undefined
}
