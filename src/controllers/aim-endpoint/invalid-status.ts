/**
 * The status of an object that does not make sense: what is wrong, and everything else as it was.
 * @module
 */
import type { AIMEndpoint, AIMEndpointStatus } from '../../api/aim/endpoint.ts'
import { mergeConditions, type WantedCondition } from '../../vocabulary/conditions.ts'
import { type FieldError, formatFieldError } from '../../vocabulary/field-error.ts'

/** @param now RFC 3339 */
export function invalidStatus(
  { metadata, status = {} }: AIMEndpoint,
  errors: readonly FieldError[],
  now: string,
): AIMEndpointStatus {
  const accepted: WantedCondition = {
    type: 'Accepted',
    status: 'False',
    reason: 'Invalid',
    message: errors.map(formatFieldError).join('\n'),
    observedGeneration: metadata.generation,
  }
  return {
    ...status,
    conditions: mergeConditions(status.conditions, [accepted], now),
    observedGeneration: metadata.generation,
    phase: 'Failed',
  }
}
