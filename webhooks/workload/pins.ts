/**
 * The pins of a plain workload under review: the one it brings, and the one it had.
 * @module
 */
import type { Intent } from '../../src/api/intent.ts'
import { type PinOwner, pinHolds } from '../../src/decide/pin.ts'
import { parseWorkloadPin, type WorkloadPin } from '../../src/decide/workload-pin.ts'
import { annotations } from '../../src/vocabulary/names.ts'
import { ownerIn } from '../owner.ts'
import type { AdmissionRequest, ReviewedObject } from '../review.ts'

export interface WrittenPin {
  readonly pin: WorkloadPin
  /** The annotation as it stands. */
  readonly text: string
}

export interface Pins {
  readonly owner: PinOwner
  /** Of the object as it comes, when it is its own and not just the old one again. */
  readonly brought?: WrittenPin
  /** Of the object as it was. */
  readonly old?: WrittenPin
}

/**
 * Pins that are not another object's. One that was brought is believed as far as one can be: it holds for its own intent only, its
 * values go only where fitgate would put such values, and its plan is judged again.
 */
export function readPins(request: AdmissionRequest): Pins {
  const owner = ownerIn(request)
  const old = request.operation === 'UPDATE' ? written(request.oldObject, owner) : undefined
  const isSame = old !== undefined && textOf(request.object) === old.text
  const now = isSame ? undefined : written(request.object, owner)
  // a pin without a name is of an object whose name was still to be generated, which a named creation is not
  const isForeign = request.operation === 'CREATE' && owner.name !== '' && now?.pin.owner.name === undefined
  const brought = isForeign ? undefined : now
  return { owner, ...(brought === undefined ? {} : { brought }), ...(old === undefined ? {} : { old }) }
}

const textOf = (object: ReviewedObject | null | undefined) =>
  object?.metadata?.annotations?.[annotations.decision]

function written(object: ReviewedObject | null | undefined, owner: PinOwner): WrittenPin | undefined {
  const text = textOf(object)
  const pin = parseWorkloadPin(text)
  return text === undefined || pin === undefined || !belongsTo(pin, owner) ? undefined : { pin, text }
}

function belongsTo({ owner: of }: WorkloadPin, owner: PinOwner): boolean {
  if (of.uid && owner.uid) return of.uid === owner.uid
  return !of.name || owner.name === '' ? true : of.name === `${owner.namespace}/${owner.name}`
}

/** Whether a pin was made for this intent of this object. */
export function holds(written: WrittenPin, intent: Intent, owner: PinOwner): boolean {
  return pinHolds(written.pin, intent, owner)
}
