/**
 * AIMRecipe: its types, the way from an unknown object to one, and on to the recipe that decisions know.
 * @module
 */
import type { z } from 'zod'
import { acceleratorByName, instinctAccelerators } from '../../catalog/accelerators.ts'
import type { Recipe, RecipeConfiguration } from '../../catalog/recipe.ts'
import { type FieldError, notAllowed } from '../../vocabulary/field-error.ts'
import { parsePrecision } from '../../vocabulary/precision.ts'
import { valueAt } from '../field-path.ts'
import type { Quantity } from '../fields/quantity.ts'
import type { ApiObject, DeepReadonly } from '../object.ts'
import { parseObject, parseStatus } from '../parse-object.ts'
import { group } from './group.ts'
import { aimRecipeKind } from './recipe-kind.ts'
import type { AIMRecipeSpec } from './recipe-spec.ts'
import { aimRecipeStatus } from './recipe-status.ts'

export { aimRecipeSpec } from './recipe-spec.ts'
export { aimRecipeStatus } from './recipe-status.ts'
export type { AIMRecipeSpec }

export type AIMRecipeStatus = DeepReadonly<z.infer<typeof aimRecipeStatus>>
export type AIMRecipe = ApiObject<AIMRecipeSpec, AIMRecipeStatus>

export interface ParsedRecipe {
  /** Absent when there are errors. */
  readonly recipe?: AIMRecipe
  /** All problems at once, with whole paths. */
  readonly errors: FieldError[]
  /** Fields nobody knows, which the API server drops. */
  readonly warnings: FieldError[]
}

/** Understands an object as the user wrote it; `apiVersion` and `kind` were looked at by whoever called. */
export function parseAIMRecipe(object: unknown): ParsedRecipe {
  const { metadata, spec, errors, warnings } = parseObject(aimRecipeKind, object)
  const all = [...errors, ...hardwareProblems(valueAt(object, ['spec', 'hardware']))]
  if (spec === undefined || all.length > 0) return { errors: all, warnings }
  const status = parseStatus(aimRecipeStatus, object)
  return {
    recipe: {
      apiVersion: `${group}/${aimRecipeKind.version.name}`,
      kind: aimRecipeKind.kind,
      metadata,
      spec,
      ...(status === undefined ? {} : { status }),
    },
    errors: all,
    warnings,
  }
}

/** The catalog grows with releases, the CRD should not have to: known names are checked here, not in the schema. */
function hardwareProblems(written: unknown): FieldError[] {
  if (typeof written !== 'string' || written === '') return []
  if (acceleratorByName(written)?.instinct) return []
  const allowed = instinctAccelerators.map(({ name }) => name)
  return [notAllowed('spec.hardware', 'hardware', written, allowed)]
}

/** The recipe of a parsed object. */
export function toRecipe({ metadata, spec }: AIMRecipe): Recipe {
  const { recipeId, type = 'optimized', modelId, backend, objective, configurations, performance } = spec
  const precision = parsePrecision(spec.precision)
  if (precision === undefined) throw new TypeError(`${metadata.name}: not a parsed AIMRecipe`)
  return {
    name: metadata.name,
    ...(recipeId === undefined ? {} : { recipeId }),
    type,
    modelId,
    hardware: acceleratorByName(spec.hardware)?.name ?? spec.hardware,
    precision,
    backend,
    ...(objective === undefined ? {} : { objective }),
    configurations: configurations.map(toConfiguration),
    ...(performance === undefined ? {} : { performance }),
    ...(metadata.generation === undefined ? {} : { generation: metadata.generation }),
  }
}

function toConfiguration({
  gpuCount,
  enabled,
  args = [],
  env = [],
  resources,
}: AIMRecipeSpec['configurations'][number]): RecipeConfiguration {
  const { requests, limits } = resources ?? {}
  return {
    gpuCount,
    enabled,
    args,
    env,
    ...(resources === undefined
      ? {}
      : {
          resources: {
            ...(requests === undefined ? {} : { requests: asText(requests) }),
            ...(limits === undefined ? {} : { limits: asText(limits) }),
          },
        }),
  }
}

function asText(quantities: Readonly<Record<string, Quantity>>): Record<string, string> {
  return Object.fromEntries(Object.entries(quantities).map(([name, amount]) => [name, String(amount)]))
}
