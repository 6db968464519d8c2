/**
 * What a review says of a plain workload: whether it is ours to look at, what its owner wrote, and which pins it has.
 * @module
 */
import type { IntentRequest } from '../../src/api/intent.ts'
import { toIntentRequest, type Workload } from '../../src/api/workload/workload.ts'
import { type WorkloadKind, workloadKindOf } from '../../src/api/workload/workload-kinds.ts'
import { intentHash } from '../../src/decide/pin.ts'
import type { Ledger } from '../../src/decide/workload-pin.ts'
import { understandWorkload } from '../../src/decide/written/understand-workload.ts'
import { type Claims, claimsOf } from '../../src/render/workload/claims.ts'
import type { Conversion } from '../../src/render/workload/convert.ts'
import { makeRoom, originalOf, withContainerNamed } from '../../src/render/workload/original.ts'
import { withoutAdditions } from '../../src/render/workload/upgrade.ts'
import type { FieldError } from '../../src/vocabulary/field-error.ts'
import { annotations } from '../../src/vocabulary/names.ts'
import { introducedErrors } from '../problems.ts'
import { type AdmissionRequest, isBeingDeleted, type ReviewedObject } from '../review.ts'
import { type Pins, readPins } from './pins.ts'

/** An annotated workload, understood. */
export interface Wanted {
  readonly kind: 'wanted'
  readonly object: ReviewedObject
  /** As its owner wrote it. */
  readonly own: unknown
  /** The same after conversions: what additions are added to. */
  readonly workload: Workload
  readonly conversions: readonly Conversion[]
  readonly request: IntentRequest
  readonly pins: Pins
  /** Ledgers of what the object may still have. */
  readonly ledgers: readonly Ledger[]
  readonly claims: Claims
  /** A new object, or one that asks for something else than before. */
  readonly isNewIntent: boolean
  /** Annotations that do nothing here, and what is doubtful about the pod as it is written. */
  readonly notes: readonly FieldError[]
  /** `fitgate.dev/upgrade: now` was written just now. */
  readonly asksForUpgrade: boolean
}

export type WorkloadReading =
  /** Nothing of this is ours to touch or judge. */
  | { readonly kind: 'ignored' }
  | { readonly kind: 'invalid'; readonly errors: readonly FieldError[] }
  /** The annotation was taken away: so is what was added. */
  | {
      readonly kind: 'left'
      readonly object: ReviewedObject
      readonly ledgers: readonly Ledger[]
      readonly claims: Claims
    }
  | Wanted

const ignored: WorkloadReading = { kind: 'ignored' }

export function readWorkload(request: AdmissionRequest): WorkloadReading {
  const { object } = request
  const kind = workloadKindOf(object?.apiVersion, object?.kind)
  if (!object || kind === undefined || !mayTouch(request, kind)) return ignored
  const before = request.operation === 'UPDATE' ? request.oldObject : undefined
  const pins = readPins(request)
  const ledgers = [pins.brought?.pin.ledger, pins.old?.pin.ledger].filter((ledger) => ledger !== undefined)
  const claims = claimsOf(object)
  if (modelOf(object) === undefined)
    return modelOf(before) === undefined ? ignored : { kind: 'left', object, ledgers, claims }

  const own = withoutAdditions(object, ledgers, claims)
  const now = understandWorkload(withContainerNamed(own, ledgers))
  const then = before ? beforehand(before, pins) : undefined
  const errors = introducedErrors(now.errors, then?.errors)
  if (errors.length > 0) return { kind: 'invalid', errors }
  // wrong before and wrong in the same way: nothing can be added to what is not understood
  if (now.workload === undefined) return ignored
  if (now.workload.settings.paused) return ignored
  const wanted = toIntentRequest(now.workload)
  const was = then?.workload && toIntentRequest(then.workload)
  return {
    kind: 'wanted',
    object,
    own,
    ...makeRoom(now.workload),
    request: wanted,
    pins,
    ledgers,
    claims,
    notes: now.warnings,
    isNewIntent: was === undefined || intentHash(was.intent) !== intentHash(wanted.intent),
    asksForUpgrade:
      now.workload.settings.upgrade === 'now' && before != null && then?.workload?.settings.upgrade !== 'now',
  }
}

/** Pods and Jobs keep their template from creation on; what a controller made was judged with its owner. */
function mayTouch(request: AdmissionRequest, kind: WorkloadKind): boolean {
  const { operation, object, oldObject, subResource } = request
  if (operation !== 'CREATE' && !(operation === 'UPDATE' && kind.templateMayChange)) return false
  if (typeof subResource === 'string' && subResource !== '') return false
  if (isBeingDeleted(object) || isBeingDeleted(oldObject)) return false
  return !isControlled(object)
}

function isControlled(object: ReviewedObject | null | undefined): boolean {
  const owners = object?.metadata?.ownerReferences
  return (
    Array.isArray(owners) &&
    owners.some((owner: unknown) => (owner as { controller?: unknown }).controller === true)
  )
}

const modelOf = (object: ReviewedObject | null | undefined) =>
  object?.metadata?.annotations?.[annotations.model]

function beforehand(before: ReviewedObject, { old }: Pins) {
  return understandWorkload(originalOf(before, old?.pin))
}
