/**
 * A pinned plan, judged again without being resolved again.
 * @module
 */
import type { IntentRequest } from '../api/intent.ts'
import { partitionMemoryGiB } from '../catalog/accelerators.ts'
import type { Reason } from '../vocabulary/reasons.ts'
import { basisOf, nothingElse, unseen } from './basis.ts'
import { knownTargets, presentTarget } from './candidates/known-targets.ts'
import { pinnedPlan } from './candidates/pinned-plan.ts'
import { judgedPaths, type Wish, wishOf } from './candidates/wish.ts'
import type { DecisionContext } from './context.ts'
import { counterfactuals } from './counterfactuals.ts'
import type { Candidate, Decision, Evaluation } from './decision.ts'
import { evaluate } from './evaluate.ts'
import { once } from './once.ts'
import type { Pin } from './pin.ts'
import { catalogTargets, type Target } from './place/target.ts'
import { scopeHere } from './refuse.ts'
import { impersonal, remembering } from './remember.ts'
import { isCertain, survey } from './survey.ts'

/**
 * The arithmetic of what is pinned, against today's hardware. Nothing is resolved again, so replicas with other snapshots agree.
 * A pin whose target is gone keeps its plan; the reasons say that no such hardware is known.
 */
export function recheck(
  request: IntentRequest,
  { candidate }: Pick<Pin, 'candidate'>,
  context: DecisionContext,
): Decision {
  const asked = impersonal(request, context)
  return remembered(JSON.stringify([asked, candidate]), context, () => recheckAnew(asked, candidate, context))
}

const remembered = remembering<DecisionContext, Decision>({ most: 8, patience: 0 })

function recheckAnew(request: IntentRequest, candidate: Candidate, context: DecisionContext): Decision {
  const wish = wishOf(request, context)
  const basis = basisOf(wish, context)
  const blind = unseen(wish, basis)
  if (blind !== undefined) return blind
  const present = presentTarget(candidate, knownTargets(context.hardware))
  const target = present ?? absentTarget(candidate)
  if (target === undefined) {
    const reason: Reason = {
      code: 'HardwareUnknown',
      certainty: 'estimated',
      message: `the pinned accelerator ${candidate.accelerator} is not known to this version of fitgate`,
    }
    return { ...basis, verdict: 'Unknown', reasons: [reason], explain: () => nothingElse }
  }
  const evaluation = evaluate(
    pinnedPlan(wish, candidate, target),
    request.intent.model.id,
    judgedPaths(wish),
    wish.corrections,
  )
  const refused = evaluation.verdict === 'DoesNotFit'
  const gone = present === undefined && context.hardware !== undefined
  return {
    ...basis,
    verdict: evaluation.verdict,
    ...(refused ? refusal(wish, context, evaluation) : {}),
    chosen: evaluation,
    reasons: gone ? [...evaluation.reasons, absence(candidate)] : evaluation.reasons,
    explain: once(() => ({
      ...nothingElse,
      why: ['held to the plan that was pinned for this intent'],
      counterfactuals: refused ? counterfactuals(wish, context) : [],
    })),
  }
}

function absentTarget({ accelerator, resource, partition }: Candidate): Target | undefined {
  const whole = catalogTargets.find((target) => target.accelerator.name === accelerator)
  if (whole === undefined || partition === undefined) return whole && { ...whole, resource }
  const memoryGiB = partitionMemoryGiB(whole.accelerator, partition)
  return memoryGiB === undefined ? undefined : { ...whole, resource, partition, memoryGiB }
}

function absence({ accelerator }: Candidate): Reason {
  return {
    code: 'AcceleratorAbsent',
    certainty: 'estimated',
    message: `no node with ${accelerator} is here now`,
  }
}

/** A plan that cannot be (a forged pin) is refused; whether an estimate holds anywhere decides what `enforce` does. */
function refusal(
  wish: Wish,
  context: DecisionContext,
  evaluation: Evaluation,
): Pick<Decision, 'certainty' | 'scope'> {
  if (isCertain(evaluation)) return { certainty: 'certain', scope: 'anywhere' }
  const isPossible = survey(wish, context.recipes, catalogTargets).best() !== undefined
  return { certainty: 'estimated', scope: isPossible ? scopeHere(context) : 'anywhere' }
}
