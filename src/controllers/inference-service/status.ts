/**
 * What is told of what serves, in the words of an InferenceService's status.
 * @module
 */
import type { AIMEndpointStatus } from '../../api/aim/endpoint.ts'
import type { InferenceServiceStatus } from '../../api/inference/inference-service.ts'
import { withUpstreamConditions } from './upstream-conditions.ts'

/** What both kinds say alike, as one before the other. */
export function asEndpointStatus(status: InferenceServiceStatus | undefined): AIMEndpointStatus | undefined {
  if (status === undefined) return undefined
  const { conditions, observedGeneration, selector, gpus, queue, decision, repair } = status
  return { conditions, observedGeneration, selector, gpus, queue, decision, repair }
}

/** What only this kind tells. */
export type OwnStatus = Pick<InferenceServiceStatus, 'modelStatus' | 'resourceUsage'>

/**
 * @param status as told of the endpoint that serves the same
 * @param now RFC 3339
 */
export function serviceStatus(
  status: AIMEndpointStatus,
  { modelStatus, resourceUsage }: OwnStatus,
  now: string,
): InferenceServiceStatus {
  const { conditions, observedGeneration, selector, gpus, queue, decision, repair } = status
  const { endpoints, replicas: { current = 0, ready = 0 } = {} } = status
  const external = endpoints?.loadBalancer ?? endpoints?.external
  const own: InferenceServiceStatus = {
    conditions,
    observedGeneration,
    replicas: current,
    readyReplicas: ready,
    selector,
    ...(endpoints === undefined
      ? {}
      : { endpoints: { internal: endpoints.internal, ...(external === undefined ? {} : { external }) } }),
    ...(resourceUsage === undefined ? {} : { resourceUsage }),
    modelStatus,
    gpus,
    ...(queue === undefined ? {} : { queue }),
    decision,
    repair,
  }
  return { ...own, conditions: withUpstreamConditions(own, now) }
}
