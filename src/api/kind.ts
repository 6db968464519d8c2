/**
 * What a kind is: names, scope, schemas, rules, columns. The CRD and the parser are both made from this.
 * @module
 */
import type { z } from 'zod'
import type { Rule } from './rule.ts'
import { type StructuralSchema, structuralSchema } from './structural-schema.ts'

/** A column of `kubectl get`. */
export interface PrinterColumn {
  readonly name: string
  readonly type: 'string' | 'integer' | 'number' | 'boolean' | 'date'
  readonly jsonPath: string
  readonly description?: string
  /** 0, the default, is always shown; 1 only with `-o wide`. */
  readonly priority?: number
}

export interface ScalePaths {
  readonly specReplicasPath: string
  readonly statusReplicasPath: string
  readonly labelSelectorPath?: string
}

export interface KindVersion<Spec> {
  /** `v1alpha1`. */
  readonly name: string
  readonly spec: z.ZodType<Spec>
  readonly status: z.ZodType
  /** Rules over the spec. */
  readonly rules: readonly Rule<Spec>[]
  readonly columns: readonly PrinterColumn[]
  readonly scale?: ScalePaths
}

export interface KindDefinition<Spec = never> {
  readonly group: string
  readonly kind: string
  readonly plural: string
  readonly shortNames: readonly string[]
  readonly categories: readonly string[]
  readonly scope: 'Namespaced' | 'Cluster'
  /** First words of `kubectl explain`. */
  readonly description: string
  /** The version that is served and stored. */
  readonly version: KindVersion<Spec>
}

const schemas = new WeakMap<z.ZodType, StructuralSchema>()

/** The structural schema of a kind's spec or status, made once. */
export function schemaOf(schema: z.ZodType): StructuralSchema {
  const known = schemas.get(schema)
  if (known !== undefined) return known
  const made = structuralSchema(schema)
  schemas.set(schema, made)
  return made
}
