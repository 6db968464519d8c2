/**
 * A plain workload of a file, decided as admission does, and the manifest that admission would make of it.
 * @module
 */
import { parseWorkload, toIntentRequest, type Workload } from '../../api/workload/workload.ts'
import type { DecisionContext } from '../../decide/context.ts'
import { alternatives } from '../../decide/counterfactuals.ts'
import { decide } from '../../decide/decide.ts'
import type { Counterfactual, Decision } from '../../decide/decision.ts'
import { strayNote } from '../../decide/place/strays.ts'
import { fitMode, rule } from '../../decide/ruling.ts'
import { parseWorkloadPin } from '../../decide/workload-pin.ts'
import { betterArguments, writtenProblems } from '../../decide/written/judge-written.ts'
import type { BetterList } from '../../decide/written/problem.ts'
import { understandWorkload } from '../../decide/written/understand-workload.ts'
import { findCache, type KnownCache } from '../../inventory/known-caches.ts'
import { additions } from '../../render/workload/additions.ts'
import { noClaims } from '../../render/workload/claims.ts'
import { makeRoom, originalOf } from '../../render/workload/original.ts'
import { itemKey, type Place, parsePlace, readAt } from '../../render/workload/place.ts'
import { upgrade } from '../../render/workload/upgrade.ts'
import { type FieldError, formatFieldError } from '../../vocabulary/field-error.ts'
import { annotations } from '../../vocabulary/names.ts'
import { corrected } from './corrected.ts'

export interface PlannedWorkload {
  readonly verdict: Decision['verdict'] | 'Invalid' | 'NotJudged'
  readonly errors: readonly FieldError[]
  readonly warnings: readonly string[]
  /** The part of the warnings that no decision makes. */
  readonly unknownFields: readonly string[]
  readonly decision?: Decision
  readonly alternatives: readonly Counterfactual[]
  readonly better?: BetterList
  readonly upgraded?: Upgraded
  /** Of one that is refused for its list: what would be committed with the better one, which is admitted. */
  readonly corrected?: Upgraded
  readonly admitted: boolean
}

export interface Upgraded {
  /** To be committed as it is. */
  readonly manifest: unknown
  /** What is completed, a line for the pod and each container. */
  readonly adds: readonly string[]
}

/** Corrections that one object gets: names first, then sizes, then lengths. */
const mostCorrections = 3

/** What fitgate added before (in what `kubectl get -o yaml` prints) counts as left out. */
export function planWorkload(object: unknown, context: DecisionContext): PlannedWorkload {
  const first = planned(object, context)
  let plan = first
  let written = object
  for (let i = 0; i < mostCorrections && !plan.admitted && plan.better !== undefined; i++) {
    written = corrected(written, plan.better)
    plan = planned(written, context)
  }
  const { upgraded } = plan
  return plan === first || upgraded === undefined ? first : { ...first, corrected: upgraded }
}

function planned(object: unknown, context: DecisionContext): PlannedWorkload {
  const pin = readAt(object, ['metadata', 'annotations', annotations.decision])
  const own = originalOf(object, typeof pin === 'string' ? parseWorkloadPin(pin) : undefined)
  const { workload, errors, warnings } = understandWorkload(own)
  const said = warnings.map(formatFieldError)
  const without = { errors: [], alternatives: [], unknownFields: said, admitted: true }
  if (workload === undefined) {
    const better = correctionOf(own)
    return {
      ...without,
      verdict: 'Invalid',
      errors,
      warnings: said,
      ...(better === undefined ? {} : { better }),
      admitted: false,
    }
  }
  const { model, paused } = workload.settings
  if (model === undefined || paused) {
    const why = paused ? `${annotations.paused} is set` : `there is no annotation ${annotations.model}`
    return { ...without, verdict: 'NotJudged', warnings: [...said, `${why}; passed over`] }
  }
  return decided(workload, own, context, said)
}

/** The list that cures what is wrong with the one that is written, as far as another list can. */
function correctionOf(own: unknown): BetterList | undefined {
  const { workload } = parseWorkload(own)
  return workload && writtenProblems(workload).find(({ suggestion }) => suggestion)?.suggestion
}

function decided(
  workload: Workload,
  own: unknown,
  context: DecisionContext,
  said: readonly string[],
): PlannedWorkload {
  const request = toIntentRequest(workload)
  const decision = decide(request, context)
  const ruling = rule(decision, fitMode(request, context.config))
  const better = betterArguments(workload, decision)
  const cache = findCache(context.caches, request.namespace, request.intent.cache)
  const upgraded = ruling.allowed ? upgradedBy(workload, own, decision, cache) : undefined
  const { chosen, alsoOn } = decision
  const stray = chosen && strayNote(request, chosen.candidate, alsoOn?.() ?? [], context.hardware)
  const notes = [...said, ...(stray === undefined ? [] : [formatFieldError(stray)])]
  return {
    verdict: decision.verdict,
    errors: [],
    warnings: [...notes, ...ruling.warnings],
    unknownFields: notes,
    decision,
    alternatives: decision.verdict === 'DoesNotFit' ? [] : alternatives(request, context, decision.chosen),
    ...(better === undefined ? {} : { better }),
    ...(upgraded === undefined ? {} : { upgraded }),
    admitted: ruling.allowed,
  }
}

function upgradedBy(
  workload: Workload,
  own: unknown,
  { chosen, explain }: Decision,
  cache: KnownCache | undefined,
): Upgraded | undefined {
  if (chosen === undefined) return undefined
  const { metadata } = workload
  const room = makeRoom(workload)
  const { draft, ledger } = upgrade({
    object: own,
    own,
    conversions: room.conversions,
    additions: additions(room.workload, chosen.candidate, {
      alsoOn: explain().alsoOn,
      modelId: workload.settings.model ?? '',
      identity: metadata.name || (metadata.generateName ?? ''),
      ...(cache === undefined ? {} : { cache }),
    }),
    previous: [],
    claims: noClaims,
  })
  const places = ledger.entries.map(({ at }) => parsePlace(at) ?? [])
  return { manifest: draft.object, adds: summary(places, workload.kind.kind === 'Pod') }
}

/** `container server: image, args`, `pod: affinity`: the fields that are completed, once each. */
function summary(places: readonly Place[], isPod: boolean): string[] {
  const fields = places.map((place) => {
    const at = place.indexOf('containers')
    const container = at < 0 ? undefined : itemKey(place[at + 1] ?? '')?.value
    if (place.includes('labels')) return { where: 'pod', field: 'labels' }
    const spec = place.lastIndexOf('spec')
    return container === undefined
      ? { where: isPod || spec > 0 || place[0] !== 'spec' ? 'pod' : 'object', field: place[spec + 1] ?? '' }
      : { where: `container ${container}`, field: place[at + 2] ?? '' }
  })
  return [...Map.groupBy(fields, ({ where }) => where)].map(
    ([where, group]) => `${where}: ${[...new Set(group.map(({ field }) => field))].join(', ')}`,
  )
}
