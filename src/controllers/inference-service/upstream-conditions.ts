/**
 * The conditions of the upstream project, which people's scripts wait for, from those that say the same here.
 * @module
 */
import type { InferenceServiceStatus } from '../../api/inference/inference-service.ts'
import {
  type Condition,
  findCondition,
  mergeConditions,
  type WantedCondition,
} from '../../vocabulary/conditions.ts'

const names: ReadonlySet<string> = new Set(['GPUAllocated', 'ModelLoaded', 'ServiceReady', 'Healthy'])

/**
 * @param status with conditions of our own names
 * @param now RFC 3339
 * @returns all conditions, our own first
 */
export function withUpstreamConditions(status: InferenceServiceStatus, now: string): readonly Condition[] {
  const { conditions = [], observedGeneration, readyReplicas = 0, endpoints } = status
  const [placed, ready] = ['Placed', 'Ready'].map((type) => findCondition(conditions, type))
  if (placed === undefined || ready === undefined) return conditions
  const from = (
    type: string,
    { status, reason, message }: Omit<WantedCondition, 'type'>,
  ): WantedCondition => ({
    type,
    status,
    reason,
    message,
    observedGeneration,
  })
  const answers = readyReplicas > 0
  const wanted = [
    from('GPUAllocated', placed),
    from('ModelLoaded', answers ? { status: 'True', reason: 'Loaded', message: 'an engine answers' } : ready),
    from(
      'ServiceReady',
      answers && endpoints?.internal !== undefined
        ? { status: 'True', reason: 'Reachable', message: `an engine answers at ${endpoints.internal}` }
        : { status: 'False', reason: 'NoBackend', message: 'nothing answers behind the Service' },
    ),
    from('Healthy', ready),
  ]
  const merged = mergeConditions(conditions, wanted, now)
  return [
    ...conditions.filter(({ type }) => !names.has(type)),
    ...merged.filter(({ type }) => names.has(type)),
  ]
}
