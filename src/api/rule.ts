/**
 * A rule that concerns several fields, in two languages: CEL for the API server, a function for everything of ours.
 * The tests feed the same examples to both.
 * @module
 */
import type { FieldError } from '../vocabulary/field-error.ts'
import { joinPath } from './field-path.ts'

/** What one value does wrong; what is absent is as the rule says it. */
export type Violation = Partial<FieldError>

export interface Rule<T> {
  /** The field to blame, below the schema that carries the rule: `scaling.minReplicas`. */
  readonly path: string
  /** Other fields it is about: where one of them, or `path`, is malformed already, the rule is silent. */
  readonly about?: readonly string[]
  /** True when the rule holds; `self` is the value that carries the rule. */
  readonly cel: string
  /** Lower case, no full stop; read after the path. */
  readonly message: string
  readonly fix?: string
  /** Empty when the rule holds. Is also called with values whose malformed fields were taken out. */
  readonly violations: (value: T) => readonly Violation[]
}

/** The rule's own words when `broken`, nothing otherwise. */
export function violatedIf(broken: boolean): readonly Violation[] {
  return broken ? [{}] : []
}

/** Every violation of every rule, with paths under `base`, but for rules about a field that is `malformed`. */
export function checkRules<T>(
  rules: readonly Rule<T>[],
  value: T,
  base: string,
  malformed: readonly string[] = [],
): FieldError[] {
  return rules.flatMap((rule) =>
    rule.violations(value).flatMap((violation) => {
      const path = joinPath(base, violation.path ?? rule.path)
      const fields = [path, ...(rule.about ?? []).map((field) => joinPath(base, field))]
      if (fields.some((field) => malformed.some((bad) => isWithin(field, bad)))) return []
      const fix = violation.fix ?? rule.fix
      return [{ path, message: violation.message ?? rule.message, ...(fix === undefined ? {} : { fix }) }]
    }),
  )
}

function isWithin(field: string, outer: string): boolean {
  return field === outer || field.startsWith(`${outer}.`) || field.startsWith(`${outer}[`)
}

/** The rules as `x-kubernetes-validations`. */
export function validationsOf<T>(rules: readonly Rule<T>[]): readonly Readonly<Record<string, string>>[] {
  return rules.map(({ cel, message, fix, path }) => ({
    rule: cel,
    message: fix === undefined ? message : `${message}; ${fix}`,
    fieldPath: `.${path}`,
  }))
}

/** CEL for "this field is there", however many of its parents are not: `self.?recipe.?backend`. */
export function optionalPath(path: string): string {
  return `self.?${path.replaceAll('.', '.?')}`
}

/** CEL: true when the field at `path` is set. */
export function isSet(path: string): string {
  return `${optionalPath(path)}.hasValue()`
}
