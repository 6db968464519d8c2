/**
 * Why the chosen plan: every step away from what was asked for or from what the repository holds, then the rule that put it first.
 * @module
 */

import { gpus } from './explain/words.ts'
import { rules } from './order.ts'
import type { Judged, Survey } from './survey.ts'
import { runs } from './survey.ts'

export function why(found: Survey, chosen: Judged): string[] {
  const all = found.all()
  return [
    ...countStep(found, chosen, all),
    ...precisionStep(found, chosen, all),
    ...recipeStep(found, chosen),
    ...firstBy(found, chosen, all),
  ]
}

/** The count that would have come first, and what was wrong with it. */
function countStep({ wish }: Survey, { option }: Judged, all: readonly Judged[]): string[] {
  const asked = wish.request.intent.gpuCount
  const { gpuCount } = option
  const rival = all.find(
    (other) =>
      !runs(other) &&
      other.option.target === option.target &&
      other.option.precision === option.precision &&
      (asked === undefined ? other.option.gpuCount * 2 === gpuCount : other.option.gpuCount === asked),
  )
  const reason = rival?.evaluation.reasons[0]
  if (rival === undefined || reason === undefined || rival.option.gpuCount === gpuCount) return []
  const so =
    asked === undefined ? `so ${gpus(gpuCount)}` : `so ${gpus(gpuCount)}, the nearest count that runs`
  return [`on ${gpus(rival.option.gpuCount)}: ${reason.message}; ${so}`]
}

function precisionStep({ wish }: Survey, { option }: Judged, all: readonly Judged[]): string[] {
  const { model, request } = wish
  const { precision } = option
  if (request.intent.precision !== undefined || model === undefined || precision === model.precision)
    return []
  const rival = all.find(
    (other) =>
      !runs(other) &&
      other.option.precision === model.precision &&
      other.option.target === option.target &&
      other.option.gpuCount === option.gpuCount,
  )
  const reason = rival?.evaluation.reasons[0]
  const so = option.written === undefined ? `${precision}, made at load` : precision
  return reason === undefined ? [] : [`in ${model.precision}: ${reason.message}; so ${so}`]
}

/** Where nothing that people wrote could be used. */
function recipeStep({ options, passedOver, wish }: Survey, { option }: Judged): string[] {
  if (option.written !== undefined || wish.model === undefined) return []
  if (wish.request.intent.ownArguments) return ["the container's own arguments; a recipe would bring others"]
  if (options.some(({ written }) => written !== undefined)) return []
  return passedOver.length > 0
    ? ['no AIMRecipe of this model can be used here; computed from the architecture']
    : ['no AIMRecipe is for this model; computed from the architecture']
}

/** The rule that put it before the next one that runs. */
function firstBy({ wish }: Survey, chosen: Judged, all: readonly Judged[]): string[] {
  if (chosen.evaluation.verdict === 'Unknown') return []
  const running = all.filter(runs)
  const next = running.find((judged) => judged !== chosen)
  if (next === undefined) return []
  const key = (rule: (typeof rules)[number], { option, evaluation }: Judged) =>
    rule.key(option, wish, evaluation.verdict)
  const rule = rules.find((candidate) => key(candidate, chosen) !== key(candidate, next))
  return [
    `first of ${running.length} plans that run, by ${rule === undefined ? 'name' : `${rule.name}: ${rule.says}`}`,
  ]
}
