/**
 * What is told of an object that serves: status and Events, and whether words that move with every pod are among them.
 * @module
 */
import type { AIMEndpoint, AIMEndpointStatus } from '../../api/aim/endpoint.ts'
import type { IntentRequest } from '../../api/intent.ts'
import type { DecisionContext } from '../../decide/context.ts'
import { decide } from '../../decide/decide.ts'
import type { Rejection } from '../../decide/decision.ts'
import { findCondition } from '../../vocabulary/conditions.ts'
import type { ChildrenPlan } from './children.ts'
import { type EventNote, eventNotes } from './event-notes.ts'
import type { Finding } from './finding.ts'
import type { Judgement } from './judge.ts'
import { findRepair, notedRepair } from './repair.ts'
import type { Running } from './running.ts'
import type { ServingSituation } from './serving-reconciler.ts'
import { statusOf } from './status.ts'

/** What was found out about an object in its situation. */
export interface Findings {
  /** Its status only where it reads. */
  readonly endpoint: AIMEndpoint
  /** The status as it is written. */
  readonly before: AIMEndpointStatus | undefined
  readonly request: IntentRequest
  readonly judgement: Judgement
  /** Absent where nothing may be made. */
  readonly children: ChildrenPlan | undefined
  readonly running: Running
  /** What the cache has that is named; absent where none is. */
  readonly cache: Finding | undefined
}

type TellSituation = Pick<ServingSituation<unknown>, 'context' | 'live' | 'pods' | 'now' | 'mayRefresh'>

export interface Told {
  readonly status: AIMEndpointStatus
  readonly events: readonly EventNote[]
  /** Of the words that move with every pod: new ones are in the status, or were held back to be written later. */
  readonly words: 'asTheyAre' | 'refreshed' | 'heldBack'
}

export function tell(situation: TellSituation, findings: Findings): Told {
  const { live, pods, now } = situation
  const { endpoint, before, request, judgement, running, children } = findings
  const { intent } = request
  const { candidate } = judgement
  const noted = notedRepair(endpoint.status, intent)
  const repair =
    noted ?? (candidate && findRepair(intent, candidate, pods.trouble, noted, request.paths.maxModelLen))
  const rejected = rejectedAtFirst(situation.context, findings)
  const write = (mayRefresh: boolean) =>
    statusOf({
      endpoint,
      modelId: intent.model.id,
      judgement,
      rejected,
      children,
      live,
      running,
      cache: findings.cache,
      ...(repair === undefined ? {} : { repair }),
      now,
      mayRefresh,
    })
  const fresh = write(true)
  const isRefresh = refreshes(before, fresh)
  const heldBack = isRefresh && !situation.mayRefresh
  const status = heldBack ? write(false) : fresh
  return {
    status,
    events: eventNotes(before, status),
    words: heldBack ? 'heldBack' : isRefresh ? 'refreshed' : 'asTheyAre',
  }
}

/** What was passed over when this intent was first decided on; later it is kept, whatever comes free meanwhile. */
function rejectedAtFirst(
  context: DecisionContext,
  { before, request, judgement: { decision, explained, pin, candidate } }: Findings,
): readonly Rejection[] | undefined {
  if (candidate === undefined) return explained.explain().rejected
  if (pin !== undefined) return decision.explain().rejected
  if (before?.decision?.intent === decision.provenance.intent) return undefined
  return decide(request, context)
    .explain()
    .rejected.filter(({ name }) => name !== candidate.recipe.name)
}

/** Whether only the words of `Placed` are new. */
function refreshes(before: AIMEndpointStatus | undefined, after: AIMEndpointStatus): boolean {
  const [old, now] = [before, after].map((status) => findCondition(status?.conditions, 'Placed'))
  return old?.status === now?.status && old?.reason === now?.reason && old?.message !== now?.message
}
