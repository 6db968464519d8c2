/**
 * One endpoint, all that is known, and what follows: children, pin, status, Events. Pure; nothing is decided while writing.
 * @module
 */
import { type AIMEndpoint, cacheOf, parseAIMEndpoint, toIntentRequest } from '../../api/aim/endpoint.ts'
import type { Candidate } from '../../decide/decision.ts'
import { findCache } from '../../inventory/known-caches.ts'
import { renderEndpoint } from '../../render/endpoint.ts'
import {
  cacheFor,
  type FindCache,
  isHeldBack,
  waitsForModel,
  withoutPods,
} from '../model-cache/named-cache.ts'
import type { LinePlace } from '../queue/serving-line.ts'
import { type ChildrenPlan, planChildren } from './children.ts'
import { eventNotes } from './event-notes.ts'
import { invalidStatus } from './invalid-status.ts'
import { judge } from './judge.ts'
import { runningDeployment } from './running.ts'
import type { ServingSituation } from './serving-reconciler.ts'
import { type Told, tell } from './tell.ts'

export interface EndpointSituation extends ServingSituation<AIMEndpoint> {
  /** Absent: what becomes of caches is not known here, and nothing waits for them. */
  readonly findCache?: FindCache
  /** Its place among those that wait for the GPUs of its plan. Absent: nobody knows of others. */
  readonly placeOf?: (candidate: Candidate) => LinePlace
}

export interface EndpointPlan extends Told {
  /** Text of the pin annotation to write first. */
  readonly pin?: string
  /** Absent where nothing may be made or changed: the children of an earlier plan are left alone. */
  readonly children?: ChildrenPlan
}

export function planEndpoint(situation: EndpointSituation): EndpointPlan {
  const { object, context, live, pods, refused, now } = situation
  const { endpoint, errors } = parseAIMEndpoint(object)
  if (endpoint === undefined) {
    const status = invalidStatus(object, errors, now)
    return { status, events: eventNotes(object.status, status), words: 'asTheyAre' }
  }

  const request = toIntentRequest(endpoint)
  const judgement = judge(endpoint, request, context)
  const { candidate, decision, pin } = judgement
  const reference = cacheOf(endpoint.spec)
  const cache = findCache(context.caches, request.namespace, reference)
  const named = cacheFor(reference, request, situation.findCache)
  const isHeld = isHeldBack(named, live)
  const planned =
    candidate &&
    planChildren(
      renderEndpoint({
        endpoint,
        candidate,
        version: context.fitgate,
        ...(cache === undefined ? {} : { cache }),
      }),
      live,
    )
  const children = planned && isHeld ? withoutPods(planned) : planned
  const deployed = runningDeployment({
    endpoint,
    modelId: request.intent.model.id,
    candidate,
    capacity: decision.chosen?.capacity,
    live,
    pods,
    refused,
    ...(candidate && situation.placeOf && { line: situation.placeOf(candidate) }),
  })
  const running = named && isHeld ? { ...deployed, ready: waitsForModel(named) } : deployed
  const told = tell(situation, {
    endpoint,
    before: object.status,
    request,
    judgement,
    running,
    children,
    cache: named?.finding,
  })
  return {
    ...(pin === undefined ? {} : { pin }),
    ...(children === undefined ? {} : { children }),
    ...told,
  }
}
