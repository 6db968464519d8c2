/**
 * The plan of an annotated workload: the one that is pinned while its intent is the same, else a new one.
 * @module
 */

import type { Candidate } from '../../src/decide/decision.ts'
import { type Outcome, outcomeOf } from '../../src/decide/outcome.ts'
import { isProvenImpossible, pinOf } from '../../src/decide/pin.ts'
import { recheck } from '../../src/decide/recheck.ts'
import type { LedgerEntry, WorkloadPin } from '../../src/decide/workload-pin.ts'
import type { WantedDevice } from '../../src/inventory/affinity.ts'
import { findCache, type KnownCache } from '../../src/inventory/known-caches.ts'
import { type Addition, additions, mayAdd } from '../../src/render/workload/additions.ts'
import { placeOf } from '../../src/render/workload/ledger.ts'
import { readAt } from '../../src/render/workload/place.ts'
import { shortHash } from '../../src/vocabulary/names.ts'
import { sameJson } from '../../src/vocabulary/same-json.ts'
import type { WebhookContext } from '../context.ts'
import type { AdmissionRequest } from '../review.ts'
import { holds, type WrittenPin } from './pins.ts'
import type { Wanted } from './read.ts'

/** A plan to be written: the pin without its ledger, and the additions. */
export interface ChosenPlan {
  readonly pin: WorkloadPin
  /** Kinds of device beside the pin's for which it is written, where a plan is written anew. */
  readonly kinds: readonly WantedDevice[]
  /** How many forms there are of the additions. */
  readonly sizes: number
  /** The additions in a form, of which 0 is the smallest and `sizes - 1` the best. */
  readonly additions: (size: number) => readonly Addition[]
  /** What is known of the cache that the object names, for which a plan is written anew. */
  readonly cache?: KnownCache
  /** As it was pinned, so that an unchanged pin is written as it stands. */
  readonly pinned?: WrittenPin
  /** What was decided now; absent where a pin was kept. */
  readonly outcome?: Outcome
}

/** `undefined` where nothing could be chosen. */
export function choosePlan(
  wanted: Wanted,
  request: AdmissionRequest,
  context: WebhookContext,
): ChosenPlan | { readonly outcome: Outcome } {
  const kept = keptPin(wanted, context)
  if (kept?.pin.ledger !== undefined) {
    const brings = kept.pin.ledger.entries.flatMap(additionOf)
    return {
      pin: isBroughtBack(wanted, kept) ? { ...kept.pin, held: true } : kept.pin,
      kinds: [],
      sizes: 1,
      additions: () => brings.filter((addition) => mayAdd(wanted.workload, addition)),
      pinned: kept,
    }
  }
  const outcome = outcomeOf(wanted.request, context.decision)
  const pin = kept?.pin ?? pinOf(outcome, wanted.pins.owner)
  if (pin === undefined) return { outcome }
  const kinds = alsoOn(outcome, pin.candidate)
  const cache = findCache(context.decision.caches, wanted.request.namespace, wanted.request.intent.cache)
  const known = cache === undefined ? {} : { cache }
  return {
    pin: { ...pin, renderer: context.decision.fitgate },
    kinds,
    // every kind of device costs a good part of what a pin holds
    sizes: kinds.length + 1,
    additions: (size) =>
      additions(wanted.workload, pin.candidate, {
        alsoOn: kinds.slice(0, size),
        ...modelOf(wanted),
        identity: identity(request),
        ...known,
      }),
    ...known,
    outcome,
  }
}

/** The pin that is in force: what was brought (by a roll-back, by the controller), else what was there. */
function keptPin(wanted: Wanted, context: WebhookContext): WrittenPin | undefined {
  const { pins, request, asksForUpgrade } = wanted
  if (asksForUpgrade) return undefined
  const isPossible = ({ pin }: WrittenPin) => !isProvenImpossible(recheck(request, pin, context.decision))
  const { brought, old, owner } = pins
  if (brought && holds(brought, request.intent, owner) && isPossible(brought)) return brought
  return old && holds(old, request.intent, owner) ? old : undefined
}

function additionOf(entry: LedgerEntry): Addition[] {
  const { value } = entry
  const place = placeOf(entry)
  return place === undefined || value === undefined ? [] : [{ place, value }]
}

/** An older plan that comes with its pods, as `kubectl rollout undo` brings it; the controller brings a pin and leaves the pods to us. */
function isBroughtBack({ pins, object, workload }: Wanted, kept: WrittenPin): boolean {
  if (kept !== pins.brought || pins.old === undefined || kept.pin.ledger === undefined) return false
  if (sameJson(kept.pin.candidate, pins.old.pin.candidate)) return false
  const values = kept.pin.ledger.entries.flatMap(additionOf).filter((one) => mayAdd(workload, one))
  return values.every(({ place, value }) => sameJson(readAt(object, place), value))
}

/** Kinds beside the chosen one; of a plan that was not chosen here they are not known. */
function alsoOn(outcome: Outcome, candidate: Candidate): readonly WantedDevice[] {
  return sameJson(outcome.chosen?.candidate, candidate) ? outcome.alsoOn : []
}

function modelOf({ request }: Wanted) {
  const { id, revision } = request.intent.model
  return { modelId: id, ...(revision === undefined ? {} : { revision }) }
}

/** A name that is still to be generated will differ from every other; the review's uid does already. */
function identity({ object, uid }: AdmissionRequest): string {
  const { name, generateName } = object?.metadata ?? {}
  if (name !== undefined && name !== '') return name
  return `${typeof generateName === 'string' ? generateName : ''}${shortHash(uid, 8)}`
}
