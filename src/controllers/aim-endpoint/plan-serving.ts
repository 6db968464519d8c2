/**
 * What follows for an object that serves, whatever its kind, once its own fields are read. Pure; nothing is decided while writing.
 * @module
 */
import type { AIMEndpoint, AIMEndpointStatus } from '../../api/aim/endpoint.ts'
import type { CacheReference } from '../../api/cache/reference.ts'
import type { GroupStatus } from '../../api/fields/groups.ts'
import type { IntentRequest } from '../../api/intent.ts'
import type { Candidate } from '../../decide/decision.ts'
import { findCache, type KnownCache } from '../../inventory/known-caches.ts'
import type { RenderedObject } from '../../render/object.ts'
import { sameJson } from '../../vocabulary/same-json.ts'
import type { CarriedOut } from '../groups/owned.ts'
import type { GroupsPlan } from '../groups/plan.ts'
import { type GroupView, planGroupService } from '../groups/service.ts'
import type { Spanning } from '../groups/spanning.ts'
import {
  cacheFor,
  type FindCache,
  isHeldBack,
  waitsForModel,
  withoutPods,
} from '../model-cache/named-cache.ts'
import type { LinePlace } from '../queue/serving-line.ts'
import { planChildren } from './children.ts'
import type { EventNote } from './event-notes.ts'
import { judge } from './judge.ts'
import { runningDeployment } from './running.ts'
import type { ServingPlan, ServingSituation } from './serving-reconciler.ts'
import { type Told, tell } from './tell.ts'

/** What may be known of the world beside the object and its children. */
export interface ServingSurroundings {
  readonly groups: GroupView
  /** Absent: what becomes of caches is not known here, and nothing waits for them. */
  readonly findCache?: FindCache
  /** Its place among those that wait for the GPUs of its plan. Absent: nobody knows of others. */
  readonly placeOf?: (candidate: Candidate) => LinePlace
}

export interface Wanted extends Pick<Spanning, 'exclusiveTopology' | 'strategy'> {
  /** What serves it; its status only where it reads. */
  readonly endpoint: AIMEndpoint
  readonly request: IntentRequest
  /** The cache it names. */
  readonly cache: CacheReference | undefined
  /** The status as it is written, in an endpoint's words. */
  readonly before: AIMEndpointStatus | undefined
  /** What was promised to its groups. */
  readonly promised: GroupStatus | undefined
  /** All that runs a plan. @param surge as `renderLeaderWorkerSet` has it */
  readonly render: (candidate: Candidate, surge: boolean, cache: KnownCache | undefined) => RenderedObject[]
}

export interface GroupedPlan extends ServingPlan {
  /** Of replicas that span nodes. */
  readonly groups?: CarriedOut
  /** Promises to groups changed, which the status has to say before anything is done. */
  readonly isReserving: boolean
}

export interface PlannedServing extends Omit<GroupedPlan, 'status'> {
  readonly candidate: Candidate | undefined
  readonly told: Told['status']
  /** For the status, whatever its kind. */
  readonly groupStatus: GroupStatus
}

export function planServing(
  situation: ServingSituation<unknown> & ServingSurroundings,
  wanted: Wanted,
): PlannedServing {
  const { context, live, pods, refused, now } = situation
  const { endpoint, request, before, promised, exclusiveTopology, strategy } = wanted
  const judgement = judge(endpoint, request, context)
  const { candidate, decision, pin } = judgement
  const cache = findCache(context.caches, request.namespace, wanted.cache)
  const named = cacheFor(wanted.cache, request, situation.findCache)
  const isHeld = isHeldBack(named, live)
  const modelId = request.intent.model.id
  const spanning =
    candidate?.nodes === undefined || isHeld
      ? undefined
      : planGroupService({
          owner: {
            endpoint,
            modelId,
            exclusiveTopology,
            ...(strategy === undefined ? {} : { strategy }),
            status: promised,
          },
          candidate,
          view: situation.groups,
          live,
          pods,
          ...(refused === undefined ? {} : { refused }),
          ...(cache?.nodes === undefined ? {} : { holders: cache.nodes }),
          render: (surge) => wanted.render(candidate, surge, cache),
          now: new Date(now),
        })
  const deployed =
    spanning?.running ??
    runningDeployment({
      endpoint,
      modelId,
      candidate,
      capacity: decision.chosen?.capacity,
      live,
      pods,
      refused,
      ...(candidate && situation.placeOf && { line: situation.placeOf(candidate) }),
    })
  const running = named && isHeld ? { ...deployed, ready: waitsForModel(named) } : deployed
  const planned = candidate && planChildren(spanning?.wanted ?? wanted.render(candidate, false, cache), live)
  const children = planned && isHeld ? withoutPods(planned) : planned
  const { status, words, events } = tell(situation, {
    endpoint,
    before,
    request,
    judgement,
    running,
    children,
    cache: named?.finding,
  })
  const { reserved = [], retry } = spanning?.plan ?? {}
  return {
    ...(pin === undefined ? {} : { pin }),
    ...(children === undefined ? {} : { children }),
    candidate,
    told: status,
    words,
    events: [...events, ...groupNotes(promised, spanning?.plan)],
    ...(spanning === undefined ? {} : { groups: spanning }),
    groupStatus: {
      ...(reserved.length === 0 ? {} : { groups: reserved }),
      ...(retry === undefined ? {} : { retry }),
    },
    isReserving: !sameJson(promised?.groups ?? [], reserved),
  }
}

/** Told once: when an attempt has failed. */
function groupNotes(before: GroupStatus | undefined, plan: GroupsPlan | undefined): EventNote[] {
  const { retry } = plan ?? {}
  if (retry === undefined || retry.attempts === before?.retry?.attempts) return []
  const note = `a group is taken down and tried again: ${retry.message}`
  return [{ type: 'Warning', reason: 'GroupNotBound', action: 'Place', note }]
}
