/**
 * zod's issues in the words of people: what is there, what is allowed, and the near miss.
 * @module
 */
import type { z } from 'zod'
import { type FieldError, notAllowed } from '../vocabulary/field-error.ts'
import { formatPath, valueAt } from './field-path.ts'
import { type StructuralSchema, schemaAt } from './structural-schema.ts'

/** Words of an enumeration that a message lists. */
const mostShown = 7

type Issue = z.core.$ZodIssue

/** One error for each issue. `value` is what was parsed, `base` its path in the object. */
export function fieldProblems(
  issues: readonly Issue[],
  schema: StructuralSchema,
  value: unknown,
  base: string,
): FieldError[] {
  return issues.map((issue) => {
    const path = formatPath(base, issue.path)
    const found = valueAt(value, issue.path)
    return problem(issue, path, found, schemaAt(schema, issue.path) ?? {})
  })
}

function problem(issue: Issue, path: string, found: unknown, schema: StructuralSchema): FieldError {
  if (found === undefined) return { path, message: 'is required' }
  if (issue.code === 'custom') return { path, message: issue.message }
  if (schema.enum !== undefined) {
    const allowed = schema.enum.map(String)
    if (typeof found === 'string') return unknownWord(path, found, allowed)
    return { path, message: `is ${show(found)}, one of ${allowed.join(', ')} is wanted` }
  }
  if (issue.code === 'too_big' || issue.code === 'too_small') return { path, message: size(found, schema) }
  // Patterns and unions carry words for what is wanted; zod's own words are never shown.
  if (issue.code === 'invalid_format' || issue.code === 'invalid_union')
    return { path, message: `is ${show(found)}, ${issue.message} is wanted` }
  return { path, message: `is ${show(found)}, ${wanted(schema)} is wanted` }
}

/** Of a long list only the first words are shown: canonical words come first, their other spellings after them. */
function unknownWord(path: string, found: string, allowed: readonly string[]): FieldError {
  const what = path.split('.').at(-1) ?? path
  return notAllowed(path, what, found, allowed, Math.min(mostShown, allowed.length))
}

function size(found: unknown, schema: StructuralSchema): string {
  if (typeof found === 'number') return `is ${found}, allowed ${range(schema.minimum, schema.maximum)}`
  if (typeof found === 'string')
    return found === ''
      ? 'is empty'
      : `is ${found.length} characters long, allowed ${range(schema.minLength, schema.maxLength)}`
  const entries = Array.isArray(found) ? found.length : Object.keys(Object(found)).length
  return `has ${entries} entries, allowed ${range(schema.minItems, schema.maxItems ?? schema.maxProperties)}`
}

/** `1 to 8`, `at least 1`, `at most 8`. */
function range(minimum: number | undefined, maximum: number | undefined): string {
  if (minimum === undefined) return `at most ${maximum}`
  return maximum === undefined ? `at least ${minimum}` : `${minimum} to ${maximum}`
}

function wanted(schema: StructuralSchema): string {
  switch (schema.type) {
    case 'integer': {
      if (schema.minimum === undefined && schema.maximum === undefined) return 'a whole number'
      const between = range(schema.minimum, schema.maximum)
      return `a whole number ${schema.minimum !== undefined && schema.maximum !== undefined ? 'from' : 'of'} ${between}`
    }
    case 'number':
      return 'a number'
    case 'boolean':
      return 'true or false'
    case 'array':
      return 'a list'
    case 'object':
      return 'an object with fields'
    case 'string':
      return 'text'
    case undefined:
      return 'a whole number or text'
    default:
      return schema.type satisfies never
  }
}

/** At most 60 characters of what was found, with its type where the type is what is wrong. */
function show(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'object') return 'an object'
  if (typeof value !== 'string') return `${typeof value} ${String(value)}`
  return `text ${JSON.stringify(value.length > 60 ? `${value.slice(0, 57)}...` : value)}`
}
