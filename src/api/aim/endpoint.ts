/**
 * AIMEndpoint: its types, and the way from an unknown object to one.
 * @module
 */
import type { z } from 'zod'
import type { FieldError } from '../../vocabulary/field-error.ts'
import { fitModeProblems } from '../fit-annotation.ts'
import type { ApiObject, DeepReadonly } from '../object.ts'
import { parseObject, parseStatus } from '../parse-object.ts'
import type { AIMEndpointSpec } from './endpoint-forms.ts'
import { aimEndpointKind } from './endpoint-kind.ts'
import { aimEndpointStatus } from './endpoint-status.ts'
import { group } from './group.ts'

export { cacheOf, fixedReplicas, imageReference, toIntentRequest } from './endpoint-intent.ts'
export { aimEndpointSpec } from './endpoint-spec.ts'
export { aimEndpointStatus, type EndpointPhase, endpointPhases } from './endpoint-status.ts'
export type { AIMEndpointSpec }

export type AIMEndpointStatus = DeepReadonly<z.infer<typeof aimEndpointStatus>>
export type AIMEndpoint = ApiObject<AIMEndpointSpec, AIMEndpointStatus>

export interface ParsedEndpoint {
  /** Absent when there are errors. */
  readonly endpoint?: AIMEndpoint
  /** All problems at once, with whole paths. */
  readonly errors: FieldError[]
  /** Fields nobody knows, which the API server drops. */
  readonly warnings: FieldError[]
}

/** Understands an object as the user wrote it; `apiVersion` and `kind` were looked at by whoever called. */
export function parseAIMEndpoint(object: unknown): ParsedEndpoint {
  const { metadata, spec, errors, warnings } = parseObject(aimEndpointKind, object)
  const all = [...errors, ...fitModeProblems(metadata)]
  if (spec === undefined || all.length > 0) return { errors: all, warnings }
  const status = parseStatus(aimEndpointStatus, object)
  return {
    endpoint: {
      apiVersion: `${group}/${aimEndpointKind.version.name}`,
      kind: aimEndpointKind.kind,
      metadata,
      spec,
      ...(status === undefined ? {} : { status }),
    },
    errors: all,
    warnings,
  }
}
