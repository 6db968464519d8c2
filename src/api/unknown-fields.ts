/**
 * Fields that the schema does not know. The API server drops them, so they are said, not refused.
 * @module
 */
import { type FieldError, nearest } from '../vocabulary/field-error.ts'
import { formatPath, type PathStep } from './field-path.ts'
import type { StructuralSchema } from './structural-schema.ts'

/** Unknown fields that are told; looking for near misses of a hundred thousand takes seconds. */
const mostTold = 50

/** One warning for each unknown field up to a number, with the near miss if there is one. */
export function unknownFields(schema: StructuralSchema, value: unknown, base: string): FieldError[] {
  const found: FieldError[] = []
  const walk = (inner: StructuralSchema, at: unknown, path: readonly PathStep[]): void => {
    if (Array.isArray(at)) {
      const { items = {} } = inner
      for (const [index, item] of at.entries()) walk(items, item, [...path, index])
      return
    }
    if (typeof at !== 'object' || at === null || inner.properties === undefined) return
    for (const [key, field] of Object.entries(at)) {
      const known = Object.hasOwn(inner.properties, key) ? inner.properties[key] : undefined
      if (found.length === mostTold) return
      if (known !== undefined) walk(known, field, [...path, key])
      else if (inner['x-kubernetes-preserve-unknown-fields'] !== true)
        found.push(unknown(formatPath(base, [...path, key]), key, Object.keys(inner.properties)))
    }
  }
  walk(schema, value, [])
  return found
}

function unknown(path: string, key: string, names: readonly string[]): FieldError {
  const near = nearest(key, names)
  return {
    path,
    message: 'unknown field, the API server drops it',
    ...(near === undefined ? {} : { fix: `did you mean "${near}"?` }),
  }
}
