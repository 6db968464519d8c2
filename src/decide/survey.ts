/**
 * What a request amounts to on some hardware, before a verdict is drawn from it.
 * @module
 */
import type { IntentRequest } from '../api/intent.ts'
import { resolveModel } from '../catalog/models.ts'
import type { EngineSettings } from '../engines/settings.ts'
import { allPlans } from './candidates/all.ts'
import type { Plans } from './candidates/plan.ts'
import type { DecisionContext } from './context.ts'
import type { Evaluation } from './decision.ts'
import { evaluate } from './evaluate.ts'
import { compare, type Wish } from './order.ts'
import { selectorAllows, type Target } from './place/target.ts'

export interface Survey {
  /** Best first. */
  readonly evaluations: readonly Evaluation[]
  readonly passedOver: Plans['passedOver']
  readonly wish: Wish
}

export function survey(
  request: IntentRequest,
  context: DecisionContext,
  targets: readonly Target[],
  user: EngineSettings,
): Survey {
  const model = resolveModel(request.intent.model.id)
  const allowed = targets.filter((target) => selectorAllows(request.intent.nodeSelector, target))
  const { plans, passedOver } = allPlans(request, model, context.recipes, allowed, user)
  const promises = new Map<string, number>()
  for (const plan of plans) promises.set(plan.recipe.name, plan.expectedTokensPerSecond ?? 0)
  // a length that the arguments set is corrected there
  const inArguments = request.intent.maxModelLen === undefined && user.maxModelLen !== undefined
  const paths = inArguments ? { ...request.paths, maxModelLen: request.paths.engineArgs } : request.paths
  const wish: Wish = {
    intent: request.intent,
    native: model?.precision,
    performance: (evaluation) => promises.get(evaluation.candidate.recipe.name) ?? 0,
  }
  const evaluations = plans
    .map((plan) => evaluate({ ...plan, userEnv: request.env }, request.intent.model.id, paths))
    .sort((a, b) => compare(a, b, wish))
  return { evaluations, passedOver, wish }
}

export const runs = (evaluation: Evaluation) => evaluation.verdict !== 'DoesNotFit'
export const isCertain = (evaluation: Evaluation) =>
  evaluation.reasons.some((reason) => reason.certainty === 'certain')
