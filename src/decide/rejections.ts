/**
 * The plans that were not chosen, one line each.
 * @module
 */
import type { Reason } from '../vocabulary/reasons.ts'
import { optionLabel } from './candidates/option.ts'
import type { Rejection } from './decision.ts'
import { whyBelow } from './order.ts'
import type { Judged, Survey } from './survey.ts'

/** Everything but the chosen plan: what people wrote first, then what was computed, each best first. */
export function rejections(found: Survey, chosen: Judged | undefined): Rejection[] {
  const seen = new Set<string>(chosen === undefined ? [] : [labelOf(chosen)])
  const rejected: Rejection[] = []
  for (const judged of found.all()) {
    const name = labelOf(judged)
    if (judged === chosen || seen.has(name)) continue
    seen.add(name)
    const reason = reasonOf(found, chosen, judged)
    if (reason) rejected.push({ name, derived: judged.option.written === undefined, reason })
  }
  for (const { name, reason } of found.passedOver)
    if (!seen.has(name) && !isLargerGroup(reason, chosen)) rejected.push({ name, derived: false, reason })
  return rejected.sort((a, b) => Number(a.derived) - Number(b.derived))
}

/** Of groups that the cluster has too few nodes for, there is always a larger one: told where nothing smaller runs. */
const isLargerGroup = ({ code }: Reason, chosen: Judged | undefined) =>
  code === 'NodesMissing' && chosen !== undefined

function reasonOf(found: Survey, chosen: Judged | undefined, judged: Judged): Reason | undefined {
  const { verdict, reasons } = judged.evaluation
  if (verdict === 'DoesNotFit' || chosen === undefined) return reasons[0]
  const winner = { option: chosen.option, verdict: chosen.evaluation.verdict }
  const message = whyBelow(winner, { option: judged.option, verdict }, found.wish)
  return { code: 'RanksBelow', certainty: 'certain', message }
}

const labelOf = ({ option }: Judged) => optionLabel(option.recipe, option.gpuCount)
