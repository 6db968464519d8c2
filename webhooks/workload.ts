/**
 * Plain workloads with `fitgate.dev/model` at admission. Mutation adds what their owner left out and pins it; validation judges the plan
 * that is pinned and never resolves again.
 * @module
 */

import { annotationPath } from '../src/api/workload/settings.ts'
import { doubtsOfUse, podsOfUse } from '../src/decide/cache/use.ts'
import { decide } from '../src/decide/decide.ts'
import type { Outcome } from '../src/decide/outcome.ts'
import { strayNote } from '../src/decide/place/strays.ts'
import { recheck } from '../src/decide/recheck.ts'
import { fitMode, rule } from '../src/decide/ruling.ts'
import { formatWorkloadPin } from '../src/decide/workload-pin.ts'
import type { Addition } from '../src/render/workload/additions.ts'
import { placeWords } from '../src/render/workload/place.ts'
import { downgrade, type Upgrade, upgrade } from '../src/render/workload/upgrade.ts'
import { annotations } from '../src/vocabulary/names.ts'
import { sameJson } from '../src/vocabulary/same-json.ts'
import { auditOf } from './audit.ts'
import type { WebhookContext } from './context.ts'
import { parsedOnce } from './parsed-once.ts'
import { refusal, warningOf } from './problems.ts'
import type { Answer } from './response.ts'
import type { AdmissionRequest } from './review.ts'
import { withBetterList } from './workload/better.ts'
import { holds } from './workload/pins.ts'
import { type ChosenPlan, choosePlan } from './workload/plan.ts'
import { readWorkload, type Wanted, type WorkloadReading } from './workload/read.ts'

const allowed: Answer = { allowed: true }

/** A review that is still known (`recall-review.ts`) is answered again under every snapshot. */
const read = parsedOnce(readWorkload)

const pinPlace = ['metadata', 'annotations', annotations.decision]

/** Adds what the plan needs and its owner left out, adds it again where it is missing, or takes it back. */
export function mutateWorkload(request: AdmissionRequest, context: WebhookContext): Answer {
  const reading = read(request)
  switch (reading.kind) {
    case 'ignored':
      return allowed
    case 'invalid':
      return refusal(reading.errors)
    case 'left':
      return leave(reading)
    case 'wanted': {
      const plan = choosePlan(reading, request, context)
      return (
        (reading.isNewIntent && plan.outcome && refused(plan.outcome, reading, context)) ||
        complete(reading, plan, request, context)
      )
    }
  }
}

/** Rules on the pinned plan, or on a fresh decision where nothing could be pinned. Only what asks for something new is judged. */
export function validateWorkload(request: AdmissionRequest, context: WebhookContext): Answer {
  const reading = read(request)
  if (reading.kind === 'invalid') return refusal(reading.errors)
  if (reading.kind !== 'wanted' || !reading.isNewIntent) return allowed
  const { pins, request: wanted } = reading
  const pin = pins.brought && holds(pins.brought, wanted.intent, pins.owner) ? pins.brought.pin : undefined
  const decision = pin ? recheck(wanted, pin, context.decision) : decide(wanted, context.decision)
  const ruling = rule(decision, fitMode(wanted, context.decision.config))
  const use = {
    namespace: wanted.namespace,
    model: wanted.intent.model.id,
    cache: wanted.intent.cache,
    path: annotationPath(annotations.cache),
    pods: podsOfUse(wanted),
  }
  const notes = [...reading.notes, ...doubtsOfUse(use, context.decision.caches, context.decision.hardware)]
  const warnings = [...notes.map(warningOf), ...ruling.warnings]
  const answer: Answer = { ...ruling, warnings, denial: 'forbidden', audit: auditOf(decision) }
  return ruling.warnings.length > 0 || !ruling.allowed
    ? withBetterList(answer, reading.workload, decision)
    : answer
}

/**
 * A refusal is said here already: the API server checks what nothing was added to before it asks validation, and its words would be
 * about a missing image.
 */
function refused(
  outcome: Outcome,
  { workload, request }: Wanted,
  context: WebhookContext,
): Answer | undefined {
  const { ruling } = outcome
  if (ruling.allowed) return undefined
  const answer: Answer = { ...ruling, denial: 'forbidden', audit: auditOf(outcome) }
  return withBetterList(answer, workload, decide(request, context.decision))
}

/** The edit of a review under a plan; without operations where there is none that could be written. */
interface Writing {
  readonly plan: { readonly [Part in 'pin' | 'kinds' | 'cache']: ChosenPlan[Part] }
  readonly operations: Answer['operations']
}

/** The last one for each review that is still known (`recall-review.ts`). */
const writings = new WeakMap<AdmissionRequest, Writing>()

/** It turns on the review and the plan alone: a newer snapshot that leads to the same plan changes nothing of it. */
function written(wanted: Wanted, plan: ChosenPlan, request: AdmissionRequest): Answer['operations'] {
  const { pin, kinds, cache } = plan
  const now = { pin, kinds, cache }
  const before = writings.get(request)
  // mostly the very same parts, which are not looked into
  if (before !== undefined && sameJson(before.plan, now)) return before.operations
  const best = largest(plan.sizes, (size) => pinned(wanted, plan, plan.additions(size)))
  const operations = best?.draft.operations
  writings.set(request, { plan: now, operations })
  return operations
}

function complete(
  wanted: Wanted,
  plan: ChosenPlan | { readonly outcome: Outcome },
  request: AdmissionRequest,
  context: WebhookContext,
): Answer {
  const audit = plan.outcome ? auditOf(plan.outcome) : { decision: 'Pinned' }
  if (!('pin' in plan)) {
    // nothing is converted for a plan that is not there
    const { draft } = edit({ ...wanted, conversions: [] }, [])
    draft.remove(pinPlace)
    return { allowed: true, operations: draft.operations, warnings: plan.outcome.ruling.warnings, audit }
  }
  const operations = written(wanted, plan, request)
  if (operations === undefined) {
    const warning = `fitgate: nothing was added: what ${plan.pin.candidate.recipe.name} adds does not fit into the annotation ${annotations.decision} (8 KiB); write part of it yourself, fitgate plan --patch shows it`
    return { allowed: true, warnings: [warning], audit }
  }
  const { candidate } = plan.pin
  const { hardware } = context.decision
  // told of a new plan: on which other devices a pinned one runs is not known here
  const stray = plan.outcome && strayNote(wanted.request, candidate, plan.kinds, hardware)
  return {
    allowed: true,
    operations,
    ...(stray === undefined ? {} : { warnings: [warningOf(stray)] }),
    audit: { ...audit, recipe: candidate.recipe.name },
  }
}

function edit(wanted: Wanted, additions: readonly Addition[]): Upgrade {
  const { object, own, conversions, ledgers, claims } = wanted
  return upgrade({ object, own, conversions, additions, previous: ledgers, claims })
}

/** The best form of which there is any. */
function largest<T>(sizes: number, make: (size: number) => T | undefined): T | undefined {
  for (let size = sizes - 1; size >= 0; size--) {
    const made = make(size)
    if (made !== undefined) return made
  }
  return undefined
}

/** The edit with its pin; `undefined` where the pin would be too large. */
function pinned(wanted: Wanted, plan: ChosenPlan, additions: readonly Addition[]): Upgrade | undefined {
  const edited = edit(wanted, additions)
  const { ledger } = edited
  const before = plan.pinned
  const isSame =
    before !== undefined && sameJson(before.pin.ledger, ledger) && before.pin.held === plan.pin.held
  const text = isSame ? before.text : formatWorkloadPin({ ...plan.pin, ledger })
  if (text === undefined) return undefined
  if (wanted.object.metadata?.annotations?.[annotations.decision] !== text) edited.draft.set(pinPlace, text)
  return edited
}

function leave({ object, ledgers, claims }: Extract<WorkloadReading, { kind: 'left' }>): Answer {
  const { draft, kept } = downgrade(object, ledgers, claims)
  draft.remove(pinPlace)
  const stays = kept.map(placeWords).join(', ')
  const warnings =
    kept.length === 0
      ? []
      : [`fitgate: took back what it had added, but for ${stays}: the object would be invalid without`]
  return { allowed: true, operations: draft.operations, warnings, audit: { decision: 'TakenBack' } }
}
