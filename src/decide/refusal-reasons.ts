/**
 * The reasons of a refusal that are worth reading.
 * @module
 */
import type { IntentRequest } from '../api/intent.ts'
import type { Reason } from '../vocabulary/reasons.ts'
import type { Target } from './place/target.ts'
import { isCertain, type Survey } from './survey.ts'

/**
 * Why nothing here can run what could run elsewhere.
 *
 * @param names accelerators on which it would run, best first
 */
export function absences(known: readonly Target[], names: readonly string[], unknownNodes: number): Reason[] {
  const whole = known.filter((target) => target.partition === undefined)
  const missing = names.filter((name) => !whole.some((target) => target.accelerator.name === name))
  if (missing.length === 0) return []
  const run = (those: readonly string[]) => `it would run on ${those.slice(0, 4).join(', ')}`
  const unread = `${unknownNodes} GPU ${unknownNodes === 1 ? 'node carries' : 'nodes carry'} no label that names the part (is the AMD node labeller running?)`
  const none = unknownNodes > 0 ? unread : 'no node with AMD GPUs is here'
  const split = whole.length < known.length ? ' whole' : ''
  const message =
    known.length === 0
      ? `${none}; ${run(names)}`
      : `${run(missing)}, which this cluster does not have${split}`
  return [{ code: 'AcceleratorAbsent', certainty: 'estimated', message }]
}

/**
 * The reasons worth reading: those of the plan that came nearest to running.
 * The user's own count and the largest accelerator say most, so they are asked first.
 */
export function refusalReasons(
  request: IntentRequest,
  judged: Survey,
  more: readonly Reason[],
  everything: boolean,
): Reason[] {
  const wanted = request.intent.gpuCount
  const evaluations = judged.all().map(({ evaluation }) => evaluation)
  const byWorth = evaluations.sort(
    (a, b) =>
      Number(b.candidate.gpuCount === wanted) - Number(a.candidate.gpuCount === wanted) ||
      Number(isCertain(a)) - Number(isCertain(b)) ||
      (b.memory?.totalGiB ?? 0) - (a.memory?.totalGiB ?? 0) ||
      b.candidate.gpuCount - a.candidate.gpuCount,
  )
  const nearest = byWorth[0]
  // where all hardware was asked, the one shown is the largest there is
  const own = (nearest?.reasons ?? []).map((reason) =>
    everything && reason.code === 'WeightsTooLarge'
      ? { ...reason, message: `${reason.message}, the largest allowed` }
      : reason,
  )
  const reasons = [...own, ...more]
  const passed = judged.passedOver.map(
    ({ name, reason }): Reason => ({ ...reason, message: `recipe ${name} ${reason.message}` }),
  )
  const all = reasons.length > 0 ? reasons : passed
  return [...all].sort((a, b) => Number(a.certainty === 'estimated') - Number(b.certainty === 'estimated'))
}
