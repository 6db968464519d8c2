/**
 * What a user has written of an InferenceService and nothing follows from: told, as the object is right all the same.
 * @module
 */
import type { FieldError } from '../../vocabulary/field-error.ts'
import type { InferenceServiceSpec } from './inference-service-spec.ts'

export function withoutEffect(spec: InferenceServiceSpec): readonly FieldError[] {
  const { distributed: { mpi, ...groups } = {}, autoscaling, monitoring } = spec
  return [
    ...unplaced(spec),
    ...unswitched('spec.distributed', groups),
    ...unswitched('spec.distributed.mpi', mpi),
    ...unswitched('spec.autoscaling', autoscaling),
    ...unswitched('spec.monitoring', monitoring),
  ]
}

/** The scheduler places single pods, and knows no strategy of ours. */
function unplaced({ resources, distributed }: InferenceServiceSpec): readonly FieldError[] {
  if (resources?.strategy === undefined || distributed?.enabled === true) return []
  const message = 'has no effect on pods that serve alone: the scheduler places them'
  return [{ path: 'spec.resources.strategy', message, fix: 'remove it, or set spec.distributed.enabled' }]
}

/** A block whose switch was forgotten. One that is switched off by its owner is meant so. */
function unswitched(
  path: string,
  block: { readonly enabled?: boolean | undefined } | undefined,
): readonly FieldError[] {
  if (block === undefined || block.enabled !== undefined) return []
  const idle = Object.entries(block).flatMap(([name, value]) => (value === undefined ? [] : [name]))
  if (idle.length === 0) return []
  const message = `${idle.join(', ')} ${idle.length === 1 ? 'has' : 'have'} no effect: enabled is not set`
  return [{ path, message, fix: `set ${path}.enabled to true or false` }]
}
