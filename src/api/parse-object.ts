/**
 * An unknown object → an object of a kind, or everything that is wrong with it.
 * @module
 */
import type { z } from 'zod'
import type { FieldError } from '../vocabulary/field-error.ts'
import type { ObjectMeta } from '../vocabulary/object-meta.ts'
import { valueAt, withoutNulls, withoutPaths } from './field-path.ts'
import { fieldProblems } from './field-problems.ts'
import { type KindDefinition, schemaOf } from './kind.ts'
import { checkRules } from './rule.ts'
import { unknownFields } from './unknown-fields.ts'

export interface Parsed<Spec> {
  readonly metadata: ObjectMeta
  /** Absent when there are errors. Unknown fields are gone from it, as they are from the API server's copy. */
  readonly spec?: Spec
  readonly errors: FieldError[]
  /** Unknown fields. */
  readonly warnings: FieldError[]
}

/** Every problem of the schema and of the rules at once. Metadata are the API server's business and taken as they come. */
export function parseObject<Spec>(definition: KindDefinition<Spec>, object: unknown): Parsed<Spec> {
  const metadata = metadataOf(object)
  const value = withoutNulls(valueAt(object, ['spec']))
  const schema = schemaOf(definition.version.spec)
  const result = definition.version.spec.safeParse(value)
  const problems = result.success ? [] : fieldProblems(result.error.issues, schema, value, 'spec')
  const ruled = result.success ? result : parseRest(definition.version.spec, value, result.error.issues)
  const broken = ruled.success
    ? checkRules(
        definition.version.rules,
        ruled.data,
        'spec',
        problems.map(({ path }) => path),
      )
    : []
  const errors = [...problems, ...broken]
  return {
    metadata,
    ...(result.success && errors.length === 0 ? { spec: result.data } : {}),
    errors,
    warnings: unknownFields(schema, value, 'spec'),
  }
}

/** What is left when the malformed fields are taken out, so that the rules can speak about the others. */
function parseRest<Spec>(schema: z.ZodType<Spec>, value: unknown, issues: readonly z.core.$ZodIssue[]) {
  return schema.safeParse(
    withoutPaths(
      value,
      issues.map((issue) => issue.path),
    ),
  )
}

function metadataOf(object: unknown): ObjectMeta {
  const metadata = valueAt(object, ['metadata'])
  const fields = typeof metadata === 'object' && metadata !== null ? metadata : {}
  const name = valueAt(fields, ['name'])
  return { ...fields, name: typeof name === 'string' ? name : '' }
}

/** The status of an object; one that does not read (of another version, of another project) counts as none. */
export function parseStatus<Status>(schema: z.ZodType<Status>, object: unknown): Status | undefined {
  const result = schema.safeParse(valueAt(object, ['status']))
  return result.success ? result.data : undefined
}
