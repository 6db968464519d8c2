/**
 * One endpoint, all that is known, and what follows: children, pin, status, Events. Pure.
 * @module
 */
import {
  type AIMEndpoint,
  type AIMEndpointStatus,
  cacheOf,
  parseAIMEndpoint,
  toIntentRequest,
} from '../../api/aim/endpoint.ts'
import { renderEndpoint } from '../../render/endpoint.ts'
import { eventNotes } from './event-notes.ts'
import { invalidStatus } from './invalid-status.ts'
import { type GroupedPlan, planServing, type ServingSurroundings } from './plan-serving.ts'
import type { ServingSituation } from './serving-reconciler.ts'

export type EndpointSituation = ServingSituation<AIMEndpoint> & ServingSurroundings

export interface EndpointPlan extends GroupedPlan {
  readonly status: AIMEndpointStatus
}

export function planEndpoint(situation: EndpointSituation): EndpointPlan {
  const { object, context, now } = situation
  const { endpoint, errors } = parseAIMEndpoint(object)
  if (endpoint === undefined) {
    const status = invalidStatus(object, errors, now)
    return { status, events: eventNotes(object.status, status), words: 'asTheyAre', isReserving: false }
  }
  const { fitgate: version, config } = context
  const {
    told,
    groupStatus,
    candidate: _,
    ...plan
  } = planServing(situation, {
    endpoint,
    request: toIntentRequest(endpoint),
    cache: cacheOf(endpoint.spec),
    before: object.status,
    promised: endpoint.status,
    exclusiveTopology: endpoint.spec.distributed?.exclusiveTopology,
    render: (candidate, surge, cache) =>
      renderEndpoint({
        endpoint,
        candidate,
        version,
        network: config.network,
        surge,
        gated: true,
        cache,
      }),
  })
  return { ...plan, status: { ...told, ...groupStatus } }
}
