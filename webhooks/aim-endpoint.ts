/**
 * AIMEndpoint at admission. Mutation resolves a plan and pins it; validation recomputes what is pinned and never resolves again,
 * so two replicas with different snapshots cannot contradict each other.
 * @module
 */
import { type AIMEndpoint, parseAIMEndpoint, toIntentRequest } from '../src/api/aim/endpoint.ts'
import type { IntentRequest } from '../src/api/intent.ts'
import { decide, recheck } from '../src/decide/decide.ts'
import type { Decision } from '../src/decide/decision.ts'
import { formatPin, intentHash, parsePin, pinHolds, pinOf } from '../src/decide/pin.ts'
import { fitMode, rule } from '../src/decide/ruling.ts'
import { type FieldError, formatFieldError } from '../src/vocabulary/field-error.ts'
import { annotations } from '../src/vocabulary/names.ts'
import type { WebhookContext } from './context.ts'
import { type PatchOperation, removeAnnotation, setAnnotation } from './patch.ts'
import { introducedErrors, problemsMessage } from './problems.ts'
import type { Answer } from './response.ts'
import type { AdmissionRequest, ReviewedObject } from './review.ts'
import { scopeOf } from './scope.ts'

type Reading =
  /** Nothing of this is ours to judge. */
  | { readonly kind: 'ignored' }
  | { readonly kind: 'invalid'; readonly errors: readonly FieldError[] }
  | { readonly kind: 'unchanged'; readonly wanted?: IntentRequest; readonly errors: readonly FieldError[] }
  | { readonly kind: 'changed'; readonly wanted: IntentRequest }

const allowed: Answer = { allowed: true }

/** Adds the pin of the chosen plan, or keeps the one there is when the intent did not change. */
export function mutateEndpoint(request: AdmissionRequest, context: WebhookContext): Answer {
  const object = request.object
  if (!object) return allowed
  const reading = read(request)
  switch (reading.kind) {
    case 'ignored':
      return allowed
    case 'invalid':
      return refusal(reading.errors)
    case 'unchanged':
      return {
        allowed: true,
        operations: keepPin(object, request.oldObject, reading.wanted),
        warnings: reading.errors.map((error) => `fitgate: ${formatFieldError(error)}`),
      }
    case 'changed': {
      const decision = decide(reading.wanted, context.decision)
      const pin = pinOf(decision, identityOf(request))
      const operations = pin
        ? setAnnotation(object, annotations.pin, formatPin(pin))
        : removeAnnotation(object, annotations.pin)
      return { allowed: true, operations, audit: auditOf(decision) }
    }
  }
}

/** Rules on the pinned plan, or on a fresh decision where nothing could be pinned. */
export function validateEndpoint(request: AdmissionRequest, context: WebhookContext): Answer {
  const reading = read(request)
  if (reading.kind === 'invalid') return refusal(reading.errors)
  if (reading.kind !== 'changed') return allowed
  const { wanted } = reading
  const pin = parsePin(request.object?.metadata?.annotations?.[annotations.pin])
  const decision =
    pin && pinHolds(pin, wanted.intent, identityOf(request))
      ? recheck(wanted, pin, context.decision)
      : decide(wanted, context.decision)
  const ruling = rule(decision, fitMode(wanted, context.decision.config))
  return { ...ruling, denial: 'forbidden', audit: auditOf(decision) }
}

function read(request: AdmissionRequest): Reading {
  const scope = scopeOf(request)
  if (scope === 'ignored') return { kind: 'ignored' }
  const now = parseAIMEndpoint(request.object)
  const before = request.operation === 'UPDATE' ? parseAIMEndpoint(request.oldObject) : undefined
  const errors = introducedErrors(now.errors, before?.errors)
  const wanted = wantedOf(now.endpoint)
  if (scope === 'kept') return { kind: 'unchanged', wanted, errors }
  if (errors.length > 0) return { kind: 'invalid', errors }
  // Wrong before and wrong in the same way now: it was let be, and there is no intent to judge.
  if (!wanted) return { kind: 'ignored' }
  const old = wantedOf(before?.endpoint)
  const same = old !== undefined && intentHash(old.intent) === intentHash(wanted.intent)
  return same ? { kind: 'unchanged', wanted, errors } : { kind: 'changed', wanted }
}

function wantedOf(endpoint: AIMEndpoint | undefined): IntentRequest | undefined {
  return endpoint && toIntentRequest(endpoint)
}

/**
 * The pin that stays when the intent does: the one of the old object, also when the new one comes without it (`kubectl replace`)
 * or with another's. Only a pin made for this very object, UID included, replaces it: that is the controller pinning anew.
 */
function keepPin(
  object: ReviewedObject,
  oldObject: ReviewedObject | null | undefined,
  wanted: IntentRequest | undefined,
): PatchOperation[] {
  const old = oldObject?.metadata?.annotations?.[annotations.pin]
  const uid = oldObject?.metadata?.uid
  const brought = parsePin(object.metadata?.annotations?.[annotations.pin])
  if (brought && wanted && uid !== undefined && brought.owner.uid === uid) {
    if (pinHolds(brought, wanted.intent, { uid, namespace: wanted.namespace, name: wanted.name })) return []
  }
  return old === undefined
    ? removeAnnotation(object, annotations.pin)
    : setAnnotation(object, annotations.pin, old)
}

/**
 * Who the object is, as far as known: at mutation a CREATE has no UID yet, and no name where it is generated; at validation it has both.
 */
function identityOf(request: AdmissionRequest): { uid?: string; namespace: string; name: string } {
  const metadata = request.object?.metadata
  return {
    uid: metadata?.uid,
    namespace: metadata?.namespace ?? request.namespace ?? '',
    name: metadata?.name ?? request.name ?? '',
  }
}

function refusal(errors: readonly FieldError[]): Answer {
  return {
    allowed: false,
    denial: 'invalid',
    message: problemsMessage(errors),
    audit: { decision: 'Invalid' },
  }
}

function auditOf(decision: Decision): Record<string, string> {
  return {
    decision: decision.verdict,
    ...(decision.chosen ? { recipe: decision.chosen.candidate.recipe.name } : {}),
    snapshot: decision.provenance.snapshot,
  }
}
