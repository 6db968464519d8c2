/**
 * One InferenceService, all that is known, and what follows: children, pin, status, Events. Pure; nothing is decided while writing.
 * @module
 */
import { asEndpoint } from '../../api/inference/as-endpoint.ts'
import {
  cacheOf,
  type InferenceService,
  type InferenceServiceStatus,
  parseInferenceService,
  toIntentRequest,
} from '../../api/inference/inference-service.ts'
import { renderInferenceService } from '../../render/inference-service.ts'
import { eventNotes } from '../aim-endpoint/event-notes.ts'
import { invalidStatus } from '../aim-endpoint/invalid-status.ts'
import { type GroupedPlan, planServing, type ServingSurroundings } from '../aim-endpoint/plan-serving.ts'
import type { ServingSituation } from '../aim-endpoint/serving-reconciler.ts'
import { ownStatus } from './own-status.ts'
import { asEndpointStatus, serviceStatus } from './status.ts'

export interface ServiceSituation extends ServingSituation<InferenceService>, ServingSurroundings {
  /** What its engine says it has taken of its GPUs, where it was asked since it serves. */
  readonly memoryUsage?: string
  /** ServiceMonitors are understood here. */
  readonly monitors: boolean
}

export interface ServicePlan extends GroupedPlan {
  readonly status: InferenceServiceStatus
}

export function planService(situation: ServiceSituation): ServicePlan {
  const { object, context, now, monitors } = situation
  const { service, errors } = parseInferenceService(object)
  const before = asEndpointStatus(object.status)
  if (service === undefined) {
    const { conditions, observedGeneration } = invalidStatus(
      { ...object, spec: {}, status: before },
      errors,
      now,
    )
    const status = { ...object.status, conditions, observedGeneration }
    const events = eventNotes(before, asEndpointStatus(status) ?? {})
    return { status, events, words: 'asTheyAre', isReserving: false }
  }

  const request = toIntentRequest(service)
  const { fitgate: version, config } = context
  const { strategy } = service.spec.resources ?? {}
  const { told, groupStatus, candidate, ...plan } = planServing(situation, {
    endpoint: { ...asEndpoint(service), status: asEndpointStatus(service.status) },
    request,
    cache: cacheOf(service.spec),
    before,
    promised: service.status,
    exclusiveTopology: service.spec.distributed?.exclusiveTopology,
    ...(strategy === undefined ? {} : { strategy }),
    render: (chosen, surge, cache) =>
      renderInferenceService({
        service,
        candidate: chosen,
        version,
        network: config.network,
        surge,
        monitors,
        gated: true,
        cache,
      }),
  })
  const own = ownStatus({
    service,
    request,
    candidate,
    told,
    pods: situation.groups.pods,
    ...(situation.findCache === undefined ? {} : { findCache: situation.findCache }),
    ...(situation.memoryUsage === undefined ? {} : { memoryUsage: situation.memoryUsage }),
  })
  return { ...plan, status: { ...serviceStatus(told, own, now), ...groupStatus } }
}
