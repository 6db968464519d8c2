/**
 * Reading objects that nobody vouches for: a field of the wrong type counts as absent (the API server's schema is who refuses it).
 * @module
 */

export type JsonRecord = Readonly<Record<string, unknown>>

const nothing: JsonRecord = {}

/** The value as a record; an empty one for anything else. */
export function recordOf(value: unknown): JsonRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as JsonRecord)
    : nothing
}

/** The items of a list; none for anything else. */
export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

/** A field of a record, of its own and not inherited. */
export function field(value: unknown, name: string): unknown {
  const record = recordOf(value)
  return Object.hasOwn(record, name) ? record[name] : undefined
}

/** A field some levels down. */
export function fieldAt(value: unknown, ...names: readonly string[]): unknown {
  return names.reduce<unknown>(field, value)
}

/** `undefined` for anything that is no text. */
export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}

/** Text and numbers, as quantities and ports may be either. */
export function scalarOf(value: unknown): string | number | undefined {
  return typeof value === 'string' || typeof value === 'number' ? value : undefined
}

/** Whole numbers; `undefined` for anything else. */
export function integerOf(value: unknown): number | undefined {
  return Number.isInteger(value) ? (value as number) : undefined
}
