/**
 * A kind definition → its CustomResourceDefinition.
 * @module
 */
import type { z } from 'zod'
import { type KindDefinition, schemaOf } from './kind.ts'
import { validationsOf } from './rule.ts'
import type { StructuralSchema } from './structural-schema.ts'

export interface CustomResourceDefinition {
  readonly apiVersion: 'apiextensions.k8s.io/v1'
  readonly kind: 'CustomResourceDefinition'
  readonly metadata: { readonly name: string; readonly labels: Readonly<Record<string, string>> }
  readonly spec: Readonly<Record<string, unknown>>
}

const text = (description: string): StructuralSchema => ({ type: 'string', description })

/** @throws {SchemaError} when a schema says something that the API server cannot. */
export function toCustomResourceDefinition<Spec>(definition: KindDefinition<Spec>): CustomResourceDefinition {
  const { group, kind, plural, shortNames, categories, scope, description, version } = definition
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${plural}.${group}`, labels: { 'app.kubernetes.io/part-of': 'fitgate' } },
    spec: {
      group,
      names: { kind, listKind: `${kind}List`, plural, singular: kind.toLowerCase(), shortNames, categories },
      scope,
      versions: [
        {
          name: version.name,
          served: true,
          storage: true,
          additionalPrinterColumns: version.columns,
          subresources: { status: {}, ...(version.scale === undefined ? {} : { scale: version.scale }) },
          schema: {
            openAPIV3Schema: {
              type: 'object',
              description,
              required: ['spec'],
              properties: {
                apiVersion: text(`${group}/${version.name}.`),
                kind: text(`${kind}.`),
                metadata: { type: 'object' },
                spec: ruled(
                  version.spec,
                  version.rules.length === 0
                    ? {}
                    : { 'x-kubernetes-validations': validationsOf(version.rules) },
                ),
                status: schemaOf(version.status),
              },
            },
          },
        },
      ],
    },
  }
}

function ruled(schema: z.ZodType, validations: Partial<StructuralSchema>): StructuralSchema {
  return { ...schemaOf(schema), ...validations }
}
