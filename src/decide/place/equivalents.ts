/**
 * Every kind of device on which the arguments of a plan are valid as they are, so that a pod need not wait for one kind while
 * another that would do is idle.
 * @module
 */
import { acceleratorByName, acceleratorRank } from '../../catalog/accelerators.ts'
import type { WantedDevice } from '../../inventory/affinity.ts'
import type { Candidate, Evaluation } from '../decision.ts'
import type { DeviceKind } from './shelf.ts'
import { rankOfOrigin } from './target.ts'

/** A kind of device on nodes of one size. */
export interface DeviceSpot extends DeviceKind, WantedDevice {
  readonly gpusPerNode: number
}

export interface Equivalent extends DeviceKind, WantedDevice {
  /** The chosen plan, judged there. */
  readonly evaluation: Evaluation
}

/**
 * The chosen kind first, then the others in order of preference: those that are here, with head-room, by rank of the accelerator,
 * whole devices before partitions.
 *
 * Another kind counts only when the very same pod would run there: the same resource, and the chosen plan (arguments, image,
 * environment, lengths already filled in) judged there again and not refused. What an own plan for that kind would rather say does
 * not matter: it may have longer contexts there, but this pod has these arguments.
 *
 * @param spots where to look; more than once the same is looked at once
 * @param judge the plan of a candidate, judged on such a spot
 */
export function equivalents<Spot extends DeviceSpot>(
  chosen: Evaluation,
  spots: readonly Spot[],
  judge: (plan: Candidate, on: Spot) => Evaluation,
): Equivalent[] {
  const own = kindOf(chosen.candidate)
  const others = new Map<string, Spot>()
  for (const spot of spots) {
    const key = `${keyOf(spot)}/${spot.gpusPerNode}`
    if (spot.resource === own.resource && keyOf(spot) !== keyOf(own)) others.set(key, spot)
  }
  const judged = [...others.values()]
    .map((on) => ({ ...kindOf(on), evaluation: judge(chosen.candidate, on) }))
    .filter(({ evaluation }) => evaluation.verdict === 'Fits' || evaluation.verdict === 'Marginal')
    .sort(compare)
  // one kind on nodes of two sizes: the better of them speaks for it, a pod cannot ask for the size
  const kinds = [...Map.groupBy(judged, keyOf).values()].flatMap(([best]) => best ?? [])
  return [{ ...own, evaluation: chosen }, ...kinds]
}

function kindOf({
  accelerator,
  partition,
  resource,
  labelForms,
}: DeviceKind & WantedDevice): DeviceKind & WantedDevice {
  return {
    accelerator,
    ...(partition === undefined ? {} : { partition }),
    resource,
    ...(labelForms === undefined ? {} : { labelForms }),
  }
}

const keyOf = ({ accelerator, partition }: Pick<DeviceKind, 'accelerator' | 'partition'>) =>
  `${accelerator}/${partition ?? ''}`

/** Smaller first; the first figure that differs decides. */
function preference({ accelerator, partition, evaluation }: Equivalent): readonly number[] {
  const part = acceleratorByName(accelerator)
  return [
    rankOfOrigin(evaluation.capacity.origin),
    evaluation.verdict === 'Fits' ? 0 : 1,
    part === undefined ? 0 : -acceleratorRank(part),
    partition === undefined ? 0 : 1,
  ]
}

function compare(a: Equivalent, b: Equivalent): number {
  const [x, y] = [preference(a), preference(b)]
  const differs = x.findIndex((figure, i) => figure !== y[i])
  if (differs >= 0) return (x[differs] ?? 0) - (y[differs] ?? 0)
  return keyOf(a) < keyOf(b) ? -1 : 1
}
