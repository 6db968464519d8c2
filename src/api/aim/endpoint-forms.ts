/**
 * Wishes that an AIMEndpoint can state in two places, and the rules that it states each in one.
 * No form has a schema default: a default on one would make the other a contradiction.
 * @module
 */
import type { z } from 'zod'
import type { Backend } from '../../catalog/recipe.ts'
import type { DeepReadonly } from '../object.ts'
import { isSet, type Rule, violatedIf } from '../rule.ts'
import type { aimEndpointSpec } from './endpoint-spec.ts'

export type AIMEndpointSpec = DeepReadonly<z.infer<typeof aimEndpointSpec>>

/** One place for a wish; the path is below `spec`. */
interface Form<Value> {
  readonly path: string
  readonly read: (spec: AIMEndpointSpec) => Value | undefined
}

/** The nested form is the one that messages name when the user wrote none. */
interface Wish<Value> {
  readonly nested: Form<Value>
  readonly flat: Form<Value>
  /** Upstream's second nested place, allowed beside the first when it says the same. */
  readonly twin?: Form<Value>
}

export const modelWish: Wish<string> = {
  nested: { path: 'model.id', read: (spec) => spec.model?.id },
  flat: { path: 'modelId', read: (spec) => spec.modelId },
}

export const gpuCountWish: Wish<number> = {
  nested: { path: 'resources.gpuCount', read: (spec) => spec.resources?.gpuCount },
  flat: { path: 'gpuCount', read: (spec) => spec.gpuCount },
  twin: { path: 'recipe.gpuCount', read: (spec) => spec.recipe?.gpuCount },
}

export const precisionWish: Wish<string> = {
  nested: { path: 'recipe.precision', read: (spec) => spec.recipe?.precision },
  flat: { path: 'precision', read: (spec) => spec.precision },
}

export const backendWish: Wish<Backend> = {
  nested: { path: 'recipe.backend', read: (spec) => spec.recipe?.backend },
  flat: { path: 'backend', read: (spec) => spec.backend },
}

export const cacheWish: Wish<string> = {
  nested: { path: 'cache.name', read: (spec) => spec.cache?.name },
  flat: { path: 'cacheName', read: (spec) => spec.cacheName },
}

export const autoSelectWish: Wish<boolean> = {
  nested: { path: 'recipe.autoSelect', read: (spec) => spec.recipe?.autoSelect },
  flat: { path: 'autoSelect', read: (spec) => spec.autoSelect },
}

/** What was wished and the whole path where it stands; without a wish, the nested path. */
export function readWish<Value>(
  wish: Wish<Value>,
  spec: AIMEndpointSpec,
): { readonly value?: Value; readonly path: string } {
  for (const form of [wish.nested, wish.flat, wish.twin]) {
    const value = form?.read(spec)
    if (form !== undefined && value !== undefined) return { value, path: `spec.${form.path}` }
  }
  return { path: `spec.${wish.nested.path}` }
}

function notBoth<Value>(nested: Form<Value>, flat: Form<Value>): Rule<AIMEndpointSpec> {
  return {
    path: flat.path,
    cel: `!(${isSet(nested.path)} && ${isSet(flat.path)})`,
    message: `is the flat form of ${nested.path}, which is set too`,
    fix: 'keep one of the two',
    violations: (spec) => violatedIf(nested.read(spec) !== undefined && flat.read(spec) !== undefined),
  }
}

function formRules<Value extends string | number | boolean>(
  wish: Wish<Value>,
): readonly Rule<AIMEndpointSpec>[] {
  const { nested, flat, twin } = wish
  if (twin === undefined) return [notBoth(nested, flat)]
  return [
    notBoth(nested, flat),
    notBoth(twin, flat),
    {
      path: twin.path,
      cel: `!(${isSet(nested.path)} && ${isSet(twin.path)}) || self.${nested.path} == self.${twin.path}`,
      message: `differs from ${nested.path}, which is the same wish`,
      fix: 'keep one of the two',
      violations: (spec) => {
        const [here, there] = [twin.read(spec), nested.read(spec)]
        if (here === undefined || there === undefined || here === there) return []
        return [{ message: `is ${here}, but ${nested.path}, the same wish, is ${there}` }]
      },
    },
  ]
}

const modelMissing: Rule<AIMEndpointSpec> = {
  path: modelWish.nested.path,
  about: [modelWish.flat.path],
  cel: `${isSet(modelWish.nested.path)} || ${isSet(modelWish.flat.path)}`,
  message: 'is required',
  fix: 'write the repository of the model, for example Qwen/Qwen3-32B (or spec.modelId, the flat form)',
  violations: (spec) => violatedIf(readWish(modelWish, spec).value === undefined),
}

/** Every wish in one place, and the model in exactly one. */
export const endpointFormRules: readonly Rule<AIMEndpointSpec>[] = [
  modelMissing,
  ...formRules(modelWish),
  ...formRules(gpuCountWish),
  ...formRules(precisionWish),
  ...formRules(backendWish),
  ...formRules(autoSelectWish),
  ...formRules(cacheWish),
]
