/**
 * A refusal, or the lack of an answer: nothing here runs, so how far that reaches, how sure it is, and what would run instead.
 * @module
 */
import type { Reason } from '../vocabulary/reasons.ts'
import { type Basis, nothingElse } from './basis.ts'
import { knownTargets } from './candidates/known-targets.ts'
import type { DecisionContext } from './context.ts'
import { counterfactuals } from './counterfactuals.ts'
import type { Decision } from './decision.ts'
import { once } from './once.ts'
import { narrowedBy } from './place/allows.ts'
import { catalogTargets } from './place/target.ts'
import { absences, refusalReasons } from './refusal-reasons.ts'
import { rejections } from './rejections.ts'
import { bestByAccelerator, isCertain, type Judged, type Survey, survey } from './survey.ts'

/** @param here a survey of the known hardware in which nothing runs */
export function refuse(basis: Basis, here: Survey, context: DecisionContext): Decision {
  const { wish } = here
  const anywhere = survey(wish, context.recipes, catalogTargets)
  const isPossible = anywhere.best() !== undefined
  const rejected = () => rejections(here.options.length > 0 ? here : anywhere, undefined)
  const unknown = (reason: Reason): Decision => ({
    ...basis,
    verdict: 'Unknown',
    reasons: [reason],
    explain: once(() => ({ ...nothingElse, rejected: rejected() })),
  })
  if (isPossible && context.hardware === undefined)
    return unknown({
      code: 'SnapshotMissing',
      certainty: 'estimated',
      message:
        'nothing is known yet of the hardware of this cluster, so only what no hardware can change was checked',
    })
  if (anywhere.options.length === 0 && anywhere.passedOver.length === 0)
    return unknown({
      code: 'HardwareUnknown',
      certainty: 'estimated',
      message: `${narrowedBy(wish.request) ?? wish.request.paths.nodeSelector} names no accelerator that fitgate knows, so nothing was checked`,
    })

  const scope = isPossible ? scopeHere(context) : 'anywhere'
  const judged = scope === 'anywhere' || here.options.length === 0 ? anywhere : here
  const certain = scope !== 'observed' && isAllCertain(judged)
  const nearest = certain ? undefined : nearestOf(here)
  const absent = scope === 'anywhere' ? [] : missingHere(here, bestByAccelerator(anywhere), context)
  return {
    ...basis,
    verdict: 'DoesNotFit',
    certainty: certain ? 'certain' : 'estimated',
    scope,
    ...(nearest === undefined ? {} : { chosen: nearest }),
    reasons: refusalReasons(wish.request, judged, absent, scope === 'anywhere'),
    explain: once(() => ({
      ...nothingElse,
      rejected: rejected(),
      counterfactuals: counterfactuals(wish, context, scope !== 'anywhere'),
    })),
  }
}

/** What is missing of what it would run on elsewhere: nodes of a group, or the kind of device. */
function missingHere(here: Survey, elsewhere: readonly Judged[], { hardware }: DecisionContext): Reason[] {
  const tooFew = here.passedOver.filter(({ reason }) => reason.code === 'NodesMissing')
  for (const { option } of elsewhere) {
    const group = tooFew.find(({ name }) => name === option.recipe.name)
    if (group !== undefined) return [group.reason]
  }
  const names = elsewhere.map(({ option }) => option.target.accelerator.name)
  return absences(knownTargets(hardware), names, hardware?.unknownNodes ?? 0)
}

/**
 * How far a refusal reaches of what is possible elsewhere. Nodes whose devices could not be told may be anything, so what is declared is
 * not all there is then.
 */
export function scopeHere({ hardware }: DecisionContext): NonNullable<Decision['scope']> {
  const declared = hardware?.shapes.some((shape) => shape.origin === 'declared') === true
  return declared && hardware.unknownNodes === 0 ? 'declared' : 'observed'
}

function isAllCertain({ options, passedOver, all }: Survey): boolean {
  return options.length > 0
    ? all().every(({ evaluation }) => isCertain(evaluation))
    : passedOver.every(({ reason }) => reason.certainty === 'certain')
}

/** The plan that comes nearest to running, tried where the platform only warns. */
function nearestOf(here: Survey): Decision['chosen'] {
  return here
    .all()
    .map(({ evaluation }) => evaluation)
    .filter((evaluation) => !isCertain(evaluation))
    .sort(
      (a, b) =>
        (b.memory?.headroom ?? Number.NEGATIVE_INFINITY) - (a.memory?.headroom ?? Number.NEGATIVE_INFINITY),
    )[0]
}
