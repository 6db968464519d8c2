/**
 * ModelCache: its types, and the way from an unknown object to one.
 * @module
 */
import type { z } from 'zod'
import type { FieldError } from '../../vocabulary/field-error.ts'
import { isModelId } from '../../vocabulary/model-files/model-id.ts'
import { notAModel } from '../cache/fields.ts'
import type { ApiObject, DeepReadonly } from '../object.ts'
import { parseObject, parseStatus } from '../parse-object.ts'
import { group } from './group.ts'
import { sourceOf, sourceType } from './model-cache-intent.ts'
import { modelCacheKind } from './model-cache-kind.ts'
import type { ModelCacheSpec } from './model-cache-spec.ts'
import { modelCacheStatus } from './model-cache-status.ts'

export { toCacheRequest } from './model-cache-intent.ts'
export type { ModelCacheSpec }

export type ModelCacheStatus = DeepReadonly<z.infer<typeof modelCacheStatus>>
export type ModelCache = ApiObject<ModelCacheSpec, ModelCacheStatus>

export interface ParsedModelCache {
  /** Absent when there are errors. */
  readonly cache?: ModelCache
  /** All problems at once, with whole paths. */
  readonly errors: FieldError[]
  /** Fields nobody knows, which the API server drops. */
  readonly warnings: FieldError[]
}

/** Understands an object as the user wrote it; `apiVersion` and `kind` were looked at by whoever called. */
export function parseModelCache(object: unknown): ParsedModelCache {
  const { metadata, spec, errors, warnings } = parseObject(modelCacheKind, object)
  const all = [...errors, ...(spec === undefined ? [] : sourceProblems(spec))]
  if (spec === undefined || all.length > 0) return { errors: all, warnings }
  const status = parseStatus(modelCacheStatus, object)
  return {
    cache: {
      apiVersion: `${group}/${modelCacheKind.version.name}`,
      kind: modelCacheKind.kind,
      metadata,
      spec,
      ...(status === undefined ? {} : { status }),
    },
    errors: all,
    warnings,
  }
}

function sourceProblems(spec: ModelCacheSpec): FieldError[] {
  if (!isModelId(spec.modelName)) return [{ path: 'spec.modelName', message: notAModel }]
  const source = sourceOf(spec)
  return 'kind' in source ? [] : [{ path: `spec.source.${sourceType(spec)}`, message: source.problem }]
}
