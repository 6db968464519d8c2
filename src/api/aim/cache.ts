/**
 * AIMCache: its types, and the way from an unknown object to one.
 * @module
 */
import type { z } from 'zod'
import type { FieldError } from '../../vocabulary/field-error.ts'
import { isModelId } from '../../vocabulary/model-files/model-id.ts'
import { scheduleProblem } from '../../vocabulary/schedule.ts'
import { notAModel } from '../cache/fields.ts'
import { valueAt } from '../field-path.ts'
import type { ApiObject, DeepReadonly } from '../object.ts'
import { parseObject, parseStatus } from '../parse-object.ts'
import { modelsOf, sourceOf } from './cache-intent.ts'
import { aimCacheKind } from './cache-kind.ts'
import type { AIMCacheSpec } from './cache-spec.ts'
import { aimCacheStatus } from './cache-status.ts'
import { group } from './group.ts'

export { toCacheRequest } from './cache-intent.ts'
export type { AIMCacheSpec }

export type AIMCacheStatus = DeepReadonly<z.infer<typeof aimCacheStatus>>
export type AIMCache = ApiObject<AIMCacheSpec, AIMCacheStatus>

export interface ParsedAIMCache {
  /** Absent when there are errors. */
  readonly cache?: AIMCache
  /** All problems at once, with whole paths. */
  readonly errors: FieldError[]
  /** Fields nobody knows, which the API server drops. */
  readonly warnings: FieldError[]
}

/** Understands an object as the user wrote it; `apiVersion` and `kind` were looked at by whoever called. */
export function parseAIMCache(object: unknown): ParsedAIMCache {
  const { metadata, spec, errors, warnings } = parseObject(aimCacheKind, object)
  const all = [
    ...errors,
    ...scheduleProblems(valueAt(object, ['spec', 'cleanup', 'schedule'])),
    ...(spec === undefined ? [] : modelProblems(spec)),
  ]
  if (spec === undefined || all.length > 0) return { errors: all, warnings }
  const status = parseStatus(aimCacheStatus, object)
  return {
    cache: {
      apiVersion: `${group}/${aimCacheKind.version.name}`,
      kind: aimCacheKind.kind,
      metadata,
      spec,
      ...(status === undefined ? {} : { status }),
    },
    errors: all,
    warnings,
  }
}

/** What a schema cannot say: schedules and sources are small languages. */
function scheduleProblems(written: unknown): FieldError[] {
  const problem = typeof written === 'string' ? scheduleProblem(written) : undefined
  return problem === undefined ? [] : [{ path: 'spec.cleanup.schedule', message: problem }]
}

function modelProblems(spec: AIMCacheSpec): FieldError[] {
  const short = spec.modelId !== undefined
  return modelsOf(spec).flatMap((model, index) => {
    const base = short ? 'spec.modelId' : `spec.models[${index}]`
    const at = (field: string) => (short ? base : `${base}.${field}`)
    if (!isModelId(model.id)) return [{ path: at('id'), message: notAModel }]
    const source = sourceOf(model)
    return 'kind' in source ? [] : [{ path: at('source.url'), message: source.problem }]
  })
}
