/**
 * The API's `MicroTime`: the date with microseconds, of which JavaScript knows the first three.
 * @module
 */

export function microTime(date = new Date()): string {
  return date.toISOString().replace('Z', '000Z')
}
