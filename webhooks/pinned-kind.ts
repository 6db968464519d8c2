/**
 * Kinds that are held to a plan, at admission. Mutation resolves a plan and pins it; validation recomputes what is pinned and never
 * resolves again, so two replicas with different snapshots cannot contradict each other.
 * @module
 */
import type { IntentRequest } from '../src/api/intent.ts'
import { outcomeOf } from '../src/decide/outcome.ts'
import {
  type Deciding,
  formatPin,
  intentHash,
  isProvenImpossible,
  type PinOwner,
  parsePin,
  pinHolds,
  pinOf,
} from '../src/decide/pin.ts'
import { recheck } from '../src/decide/recheck.ts'
import { fitMode, rule } from '../src/decide/ruling.ts'
import type { FieldError } from '../src/vocabulary/field-error.ts'
import { annotations } from '../src/vocabulary/names.ts'
import { auditOf } from './audit.ts'
import type { WebhookContext } from './context.ts'
import { ownerIn } from './owner.ts'
import { type PatchOperation, removeAnnotation, setAnnotation } from './patch.ts'
import { introducedErrors, refusal, warningOf } from './problems.ts'
import type { Answer } from './response.ts'
import type { AdmissionRequest, ReviewedObject } from './review.ts'
import { scopeOf } from './scope.ts'

/** What is particular to a kind. */
export interface PinnedKind {
  /** What an object wants; absent where it cannot be understood. */
  read(object: unknown): { readonly wanted?: IntentRequest; readonly errors: readonly FieldError[] }
  /** The fields that make the intent, as written: comparable where they cannot be understood. */
  askedFor(spec: Readonly<Record<string, unknown>>): string
}

const specOf = (object: ReviewedObject | null | undefined) => (object?.spec ?? {}) as Record<string, unknown>

type Reading =
  /** Nothing of this is ours to judge. */
  | { readonly kind: 'ignored' }
  | { readonly kind: 'invalid'; readonly errors: readonly FieldError[] }
  | { readonly kind: 'unchanged'; readonly wanted?: IntentRequest; readonly errors: readonly FieldError[] }
  | { readonly kind: 'changed'; readonly wanted: IntentRequest }

const allowed: Answer = { allowed: true }

/** Adds the pin of the chosen plan, or keeps the one there is when the intent did not change. */
export function mutatePinned(kind: PinnedKind, request: AdmissionRequest, context: WebhookContext): Answer {
  const object = request.object
  if (!object) return allowed
  const reading = read(kind, request)
  switch (reading.kind) {
    case 'ignored':
      return allowed
    case 'invalid':
      return refusal(reading.errors)
    case 'unchanged':
      return {
        allowed: true,
        operations: keepPin(request, object, reading.wanted, context),
        warnings: reading.errors.map(warningOf),
      }
    case 'changed': {
      const outcome = outcomeOf(reading.wanted, context.decision)
      const operations = writePin(object, outcome, ownerIn(request))
      return { allowed: true, operations, audit: auditOf(outcome) }
    }
  }
}

/** Rules on the pinned plan, or on a fresh decision where nothing could be pinned. */
export function validatePinned(kind: PinnedKind, request: AdmissionRequest, context: WebhookContext): Answer {
  const reading = read(kind, request)
  if (reading.kind === 'invalid') return refusal(reading.errors)
  if (reading.kind !== 'changed') return allowed
  const { wanted } = reading
  const pin = parsePin(request.object?.metadata?.annotations?.[annotations.pin])
  if (!pin || !pinHolds(pin, wanted.intent, ownerIn(request))) {
    const outcome = outcomeOf(wanted, context.decision)
    return { ...outcome.ruling, denial: 'forbidden', audit: auditOf(outcome) }
  }
  const decision = recheck(wanted, pin, context.decision)
  const ruling = rule(decision, fitMode(wanted, context.decision.config))
  return { ...ruling, denial: 'forbidden', audit: auditOf(decision) }
}

function read(kind: PinnedKind, request: AdmissionRequest): Reading {
  const scope = scopeOf(request)
  if (scope === 'ignored') return { kind: 'ignored' }
  const now = kind.read(request.object)
  const before = request.operation === 'UPDATE' ? kind.read(request.oldObject) : undefined
  const errors = introducedErrors(now.errors, before?.errors)
  const { wanted } = now
  if (scope === 'kept') return { kind: 'unchanged', wanted, errors }
  if (errors.length > 0) return { kind: 'invalid', errors }
  // Wrong before and wrong in the same way now. It is let be as long as what is asked for stays; else it would be a way round the judgement.
  if (!wanted)
    return kind.askedFor(specOf(request.object)) === kind.askedFor(specOf(request.oldObject))
      ? { kind: 'ignored' }
      : { kind: 'invalid', errors: now.errors }
  const old = before?.wanted
  const same = old !== undefined && intentHash(old.intent) === intentHash(wanted.intent)
  return same ? { kind: 'unchanged', wanted, errors } : { kind: 'changed', wanted }
}

/**
 * The pin that stays when the intent does: the one of the old object, also when the new one comes without it (`kubectl replace`)
 * or with another's. A pin is never believed because somebody brought it: where none binds any more, this decides anew.
 */
function keepPin(
  request: AdmissionRequest,
  object: ReviewedObject,
  wanted: IntentRequest | undefined,
  context: WebhookContext,
): PatchOperation[] {
  const old = request.oldObject?.metadata?.annotations?.[annotations.pin]
  const brought = object.metadata?.annotations?.[annotations.pin]
  const kept = () =>
    old === undefined
      ? removeAnnotation(object, annotations.pin)
      : setAnnotation(object, annotations.pin, old)
  if (!wanted || brought === undefined || brought === old) return kept()
  const owner = ownerIn(request)
  const pinned = parsePin(old)
  if (
    pinned &&
    pinHolds(pinned, wanted.intent, owner) &&
    !isProvenImpossible(recheck(wanted, pinned, context.decision))
  )
    return kept()
  return writePin(object, outcomeOf(wanted, context.decision), owner)
}

/** The plan of a decision as the object's pin; none where nothing was chosen, or where it is too large to be believed later. */
function writePin(object: ReviewedObject, decision: Deciding, owner: PinOwner): PatchOperation[] {
  const pin = pinOf(decision, owner)
  const text = pin && formatPin(pin)
  return text === undefined
    ? removeAnnotation(object, annotations.pin)
    : setAnnotation(object, annotations.pin, text)
}
