/**
 * InferenceService: its types, and the way from an unknown object to one.
 * @module
 */
import type { z } from 'zod'
import type { FieldError } from '../../vocabulary/field-error.ts'
import { fitModeProblems } from '../fit-annotation.ts'
import type { ApiObject, DeepReadonly } from '../object.ts'
import { parseObject, parseStatus } from '../parse-object.ts'
import { group } from './group.ts'
import { inferenceServiceKind } from './inference-service-kind.ts'
import type { InferenceServiceSpec } from './inference-service-spec.ts'
import { inferenceServiceStatus } from './inference-service-status.ts'

export { cacheOf, toIntentRequest } from './inference-service-intent.ts'
export type { InferenceServiceSpec }

export type InferenceServiceStatus = DeepReadonly<z.infer<typeof inferenceServiceStatus>>
export type InferenceService = ApiObject<InferenceServiceSpec, InferenceServiceStatus>

export interface ParsedInferenceService {
  /** Absent when there are errors. */
  readonly service?: InferenceService
  /** All problems at once, with whole paths. */
  readonly errors: FieldError[]
  /** Fields nobody knows, which the API server drops. */
  readonly warnings: FieldError[]
}

/** Understands an object as the user wrote it; `apiVersion` and `kind` were looked at by whoever called. */
export function parseInferenceService(object: unknown): ParsedInferenceService {
  const { metadata, spec, errors, warnings } = parseObject(inferenceServiceKind, object)
  const all = [...errors, ...fitModeProblems(metadata)]
  if (spec === undefined || all.length > 0) return { errors: all, warnings }
  const status = parseStatus(inferenceServiceStatus, object)
  return {
    service: {
      apiVersion: `${group}/${inferenceServiceKind.version.name}`,
      kind: inferenceServiceKind.kind,
      metadata,
      spec,
      ...(status === undefined ? {} : { status }),
    },
    errors: all,
    warnings,
  }
}
