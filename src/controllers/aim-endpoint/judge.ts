/**
 * Which plan an endpoint is held to: its pin's while that binds, else a new decision's.
 * @module
 */
import type { AIMEndpointStatus } from '../../api/aim/endpoint.ts'
import type { IntentRequest } from '../../api/intent.ts'
import type { DecisionContext } from '../../decide/context.ts'
import { decide } from '../../decide/decide.ts'
import type { Candidate, Decision } from '../../decide/decision.ts'
import { formatPin, isProvenImpossible, parsePin, pinHolds, pinOf } from '../../decide/pin.ts'
import { recheck } from '../../decide/recheck.ts'
import { annotations } from '../../vocabulary/names.ts'
import type { ObjectMeta } from '../../vocabulary/object-meta.ts'
import { onIdleHardware } from '../idle-hardware.ts'
import { notedRepair, repaired } from './repair.ts'

export interface Judgement {
  /** As things are now, free GPUs included. */
  readonly decision: Decision
  /** The same asked of idle hardware: the words of a status. */
  readonly explained: Decision
  /** The plan to run; absent where nothing may be made. */
  readonly candidate?: Candidate
  /** Text of a pin to write, because none that binds is there. */
  readonly pin?: string
}

/** What is held to a plan: its pin, and what a start taught of it. */
export interface PinnedObject {
  readonly metadata: ObjectMeta
  readonly status?: Pick<AIMEndpointStatus, 'repair'>
}

/**
 * A pin binds until the intent changes or its plan is proven impossible. Hardware that went away proves nothing: pools are drained
 * and scaled to zero, and a plan that was right comes back with them.
 */
export function judge(endpoint: PinnedObject, request: IntentRequest, context: DecisionContext): Judgement {
  const { uid, name, namespace = request.namespace } = endpoint.metadata
  const owner = { namespace, name, ...(uid === undefined ? {} : { uid }) }
  const written = endpoint.metadata.annotations?.[annotations.pin]
  const idle = onIdleHardware(context)
  const repair = notedRepair(endpoint.status, request.intent)
  const pinned = parsePin(written)
  if (pinned !== undefined && pinHolds(pinned, request.intent, owner)) {
    const candidate = repaired(pinned.candidate, repair)
    const decision = recheck(request, { candidate }, context)
    if (!isProvenImpossible(decision))
      return { decision, explained: recheck(request, { candidate }, idle), candidate }
  }

  const decision = decide(request, context)
  const pin = isProvenImpossible(decision) ? undefined : pinOf(decision, owner)
  if (pin === undefined) return { decision, explained: decide(request, idle) }
  const candidate = repaired(pin.candidate, repair)
  const text = formatPin(pin)
  return {
    decision,
    explained: recheck(request, { candidate }, idle),
    candidate,
    ...(text === undefined || text === written ? {} : { pin: text }),
  }
}
