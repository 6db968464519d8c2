/**
 * The plans that were not chosen, one line each.
 * @module
 */
import type { Reason } from '../vocabulary/reasons.ts'
import { planLabel } from './candidates/plan.ts'
import type { Evaluation, Rejection } from './decision.ts'
import { whyBelow } from './order.ts'
import type { Survey } from './survey.ts'

/** Kept in a decision; what is cut ranks lowest. */
const maxRejections = 20

export function rejections(found: Survey, chosen: Evaluation | undefined): Rejection[] {
  const seen = new Set<string>(chosen === undefined ? [] : [labelOf(chosen)])
  const rejected: Rejection[] = []
  for (const evaluation of found.evaluations) {
    const name = labelOf(evaluation)
    if (evaluation === chosen || seen.has(name)) continue
    seen.add(name)
    const reason: Reason | undefined =
      evaluation.verdict === 'DoesNotFit' || chosen === undefined
        ? evaluation.reasons[0]
        : { code: 'RanksBelow', certainty: 'certain', message: whyBelow(chosen, evaluation, found.wish) }
    if (reason) rejected.push({ name, derived: evaluation.candidate.recipe.type === 'derived', reason })
  }
  for (const entry of found.passedOver) if (!seen.has(entry.name)) rejected.push({ ...entry, derived: false })
  // what people wrote comes before what was computed
  return rejected.sort((a, b) => Number(a.derived) - Number(b.derived)).slice(0, maxRejections)
}

const labelOf = ({ candidate }: Evaluation) => planLabel(candidate.recipe, candidate.gpuCount)
