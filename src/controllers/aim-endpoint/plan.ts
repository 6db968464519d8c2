/**
 * One endpoint, all that is known, and what follows: children, pin, status, Events. Pure; nothing is decided while writing.
 * @module
 */
import {
  type AIMEndpoint,
  type AIMEndpointStatus,
  parseAIMEndpoint,
  toIntentRequest,
} from '../../api/aim/endpoint.ts'
import type { IntentRequest } from '../../api/intent.ts'
import type { DecisionContext } from '../../decide/context.ts'
import { decide } from '../../decide/decide.ts'
import type { Rejection } from '../../decide/decision.ts'
import { renderEndpoint } from '../../render/endpoint.ts'
import { findCondition } from '../../vocabulary/conditions.ts'
import type { Child } from './child.ts'
import { type ChildrenPlan, planChildren } from './children.ts'
import { type EventNote, eventNotes } from './event-notes.ts'
import { invalidStatus } from './invalid-status.ts'
import { type Judgement, judge } from './judge.ts'
import type { PodSummary } from './pods.ts'
import { findRepair, notedRepair } from './repair.ts'
import type { Refusal } from './serving.ts'
import { statusOf } from './status.ts'

export interface EndpointSituation {
  /** As the API server has it. */
  readonly object: AIMEndpoint
  readonly context: DecisionContext
  /** The endpoint's own children. */
  readonly live: readonly Child[]
  readonly pods: PodSummary
  /** Set when applying the plan met a refusal. */
  readonly refused?: Refusal
  /** RFC 3339. */
  readonly now: string
  /** Whether words that move with every pod may be written anew. */
  readonly mayRefresh: boolean
}

export interface EndpointPlan {
  /** Text of the pin annotation to write first. */
  readonly pin?: string
  /** Absent where nothing may be made or changed: the children of an earlier plan are left alone. */
  readonly children?: ChildrenPlan
  readonly status: AIMEndpointStatus
  readonly events: readonly EventNote[]
  /** Of the words that move with every pod: new ones are in the status, or were held back to be written later. */
  readonly words: 'asTheyAre' | 'refreshed' | 'heldBack'
}

/** What was passed over when this intent was first decided on; later it is kept, whatever comes free meanwhile. */
function rejectedAtFirst(
  request: IntentRequest,
  { decision, explained, pin, candidate }: Judgement,
  { object, context }: EndpointSituation,
): readonly Rejection[] | undefined {
  if (candidate === undefined) return explained.explain().rejected
  if (pin !== undefined) return decision.explain().rejected
  if (object.status?.decision?.intent === decision.provenance.intent) return undefined
  return decide(request, context)
    .explain()
    .rejected.filter(({ name }) => name !== candidate.recipe.name)
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
  const { candidate, pin } = judgement
  const children =
    candidate === undefined
      ? undefined
      : planChildren(renderEndpoint({ endpoint, candidate, version: context.fitgate }), live)
  const { intent } = request
  const noted = notedRepair(endpoint.status, intent)
  const repair = noted ?? (candidate && findRepair(intent, candidate, pods.trouble, noted))
  const rejected = rejectedAtFirst(request, judgement, situation)
  const write = (mayRefresh: boolean) =>
    statusOf({
      endpoint,
      modelId: intent.model.id,
      judgement,
      rejected,
      children,
      live,
      pods,
      refused,
      ...(repair === undefined ? {} : { repair }),
      now,
      mayRefresh,
    })
  const fresh = write(true)
  const isRefresh = refreshes(object.status, fresh)
  const heldBack = isRefresh && !situation.mayRefresh
  const status = heldBack ? write(false) : fresh
  return {
    ...(pin === undefined ? {} : { pin }),
    ...(children === undefined ? {} : { children }),
    status,
    events: eventNotes(object.status, status),
    words: heldBack ? 'heldBack' : isRefresh ? 'refreshed' : 'asTheyAre',
  }
}

/** Whether only the words of `Placed` are new. */
function refreshes(before: AIMEndpointStatus | undefined, after: AIMEndpointStatus): boolean {
  const [old, now] = [before, after].map((status) => findCondition(status?.conditions, 'Placed'))
  return old?.status === now?.status && old?.reason === now?.reason && old?.message !== now?.message
}
