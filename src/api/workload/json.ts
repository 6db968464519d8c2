/**
 * JSON that nobody has checked: what is not of the wanted type counts as absent.
 * @module
 */
import { valueAt } from '../field-path.ts'

export type JsonObject = Readonly<Record<string, unknown>>

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function objectAt(root: unknown, steps: readonly PropertyKey[]): JsonObject | undefined {
  const value = valueAt(root, steps)
  return isJsonObject(value) ? value : undefined
}

/** The objects of a list, each with its place in it. */
export function objectsAt(
  root: unknown,
  steps: readonly PropertyKey[],
): { value: JsonObject; index: number }[] {
  const value = valueAt(root, steps)
  if (!Array.isArray(value)) return []
  return value.flatMap((each: unknown, index) => (isJsonObject(each) ? [{ value: each, index }] : []))
}

export function textAt(root: unknown, steps: readonly PropertyKey[]): string | undefined {
  const value = valueAt(root, steps)
  return typeof value === 'string' ? value : undefined
}

/** A whole number from 0; `undefined` for anything else. */
export function countAt(root: unknown, steps: readonly PropertyKey[]): number | undefined {
  const value = valueAt(root, steps)
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined
}

/** The entries of an object whose values are text. */
export function textsAt(root: unknown, steps: readonly PropertyKey[]): Record<string, string> {
  const entries = Object.entries(objectAt(root, steps) ?? {})
  return Object.fromEntries(
    entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  )
}
