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
import type { Candidate } from '../../decide/decision.ts'
import { findCache } from '../../inventory/known-caches.ts'
import { renderInferenceService } from '../../render/inference-service.ts'
import { sameJson } from '../../vocabulary/same-json.ts'
import { planChildren } from '../aim-endpoint/children.ts'
import { type EventNote, eventNotes } from '../aim-endpoint/event-notes.ts'
import { invalidStatus } from '../aim-endpoint/invalid-status.ts'
import { judge } from '../aim-endpoint/judge.ts'
import { runningDeployment } from '../aim-endpoint/running.ts'
import type { ServingPlan, ServingSituation } from '../aim-endpoint/serving-reconciler.ts'
import { tell } from '../aim-endpoint/tell.ts'
import {
  cacheFor,
  type FindCache,
  isHeldBack,
  waitsForModel,
  withoutPods,
} from '../model-cache/named-cache.ts'
import type { LinePlace } from '../queue/serving-line.ts'
import type { GroupsPlan } from '../groups/plan.ts'
import { type GroupService, type GroupView, planGroupService } from '../groups/service.ts'
import { ownStatus } from './own-status.ts'
import { asEndpointStatus, serviceStatus } from './status.ts'

export interface ServiceSituation extends ServingSituation<InferenceService> {
  readonly groups: GroupView
  /** Absent: what becomes of caches is not known here, and nothing waits for them. */
  readonly findCache?: FindCache
  /** Its place among those that wait for the GPUs of its plan. Absent: nobody knows of others. */
  readonly placeOf?: (candidate: Candidate) => LinePlace
  /** What its engine says it has taken of its GPUs, where it was asked since it serves. */
  readonly memoryUsage?: string
  /** ServiceMonitors are understood here. */
  readonly monitors: boolean
}

export interface ServicePlan extends ServingPlan {
  readonly status: InferenceServiceStatus
  /** Of replicas that span nodes. */
  readonly groups?: Pick<GroupService, 'plan' | 'requestOf' | 'preferredNodes'>
  /** GroupReservations changed, which the status has to say before anything is done. */
  readonly isReserving: boolean
}

export function planService(situation: ServiceSituation): ServicePlan {
  const { object, context, live, pods, refused, now, monitors } = situation
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
  const endpoint = { ...asEndpoint(service), status: asEndpointStatus(service.status) }
  const judgement = judge(endpoint, request, context)
  const { candidate, decision, pin } = judgement
  const { fitgate: version, config } = context
  const { network } = config
  const reference = cacheOf(service.spec)
  const cache = findCache(context.caches, request.namespace, reference)
  const named = cacheFor(reference, request, situation.findCache)
  const isHeld = isHeldBack(named, live)
  const capacity = decision.chosen?.capacity
  const render = (plan: Candidate, surge: boolean) =>
    renderInferenceService({
      service,
      candidate: plan,
      version,
      network,
      surge,
      monitors,
      gated: true,
      ...(cache === undefined ? {} : { cache }),
    })
  const spanning =
    candidate?.nodes === undefined || isHeld
      ? undefined
      : planGroupService({
          service,
          candidate,
          view: situation.groups,
          live,
          pods,
          refused,
          ...(cache?.nodes === undefined ? {} : { holders: cache.nodes }),
          render: (surge) => render(candidate, surge),
          now: new Date(now),
        })
  const deployed =
    spanning?.running ??
    runningDeployment({
      endpoint,
      modelId: request.intent.model.id,
      candidate,
      capacity,
      live,
      pods,
      refused,
      ...(candidate && situation.placeOf && { line: situation.placeOf(candidate) }),
    })
  const running = named && isHeld ? { ...deployed, ready: waitsForModel(named) } : deployed
  const planned = candidate && planChildren(spanning?.wanted ?? render(candidate, false), live)
  const children = planned && isHeld ? withoutPods(planned) : planned
  const told = tell(situation, {
    endpoint,
    before,
    request,
    judgement,
    running,
    children,
    cache: named?.finding,
  })
  const own = ownStatus({
    service,
    request,
    candidate,
    told: told.status,
    pods: situation.groups.pods,
    ...(situation.findCache === undefined ? {} : { findCache: situation.findCache }),
    ...(situation.memoryUsage === undefined ? {} : { memoryUsage: situation.memoryUsage }),
  })
  const { reserved = [], retry } = spanning?.plan ?? {}
  return {
    ...(pin === undefined ? {} : { pin }),
    ...(children === undefined ? {} : { children }),
    words: told.words,
    events: [...told.events, ...groupNotes(object.status, spanning?.plan)],
    status: {
      ...serviceStatus(told.status, own, now),
      ...(reserved.length === 0 ? {} : { groups: reserved }),
      ...(retry === undefined ? {} : { retry }),
    },
    ...(spanning === undefined ? {} : { groups: spanning }),
    isReserving: !sameJson(object.status?.groups ?? [], reserved),
  }
}

/** Told once: when an attempt has failed. */
function groupNotes(before: InferenceServiceStatus | undefined, plan: GroupsPlan | undefined): EventNote[] {
  const { retry } = plan ?? {}
  if (retry === undefined || retry.attempts === before?.retry?.attempts) return []
  const note = `a group is taken down and tried again: ${retry.message}`
  return [{ type: 'Warning', reason: 'GroupNotBound', action: 'Place', note }]
}
