/**
 * The hardware of a snapshot as targets, and what the order of plans asks of each target. Both are the same for every decision
 * on a snapshot, so they are worked out once.
 * @module
 */
import { acceleratorRank } from '../../catalog/accelerators.ts'
import type { Hardware } from '../../inventory/hardware.ts'
import type { Candidate } from '../decision.ts'
import { rankOfOrigin, type Target, targetsOf } from '../place/target.ts'

export interface Standing {
  /** 0 for hardware that is here, more the less is known of it. */
  readonly presence: number
  /** Most free devices on one node; 0 where no node is here. */
  readonly mostFree: number
  /** Higher is better, from the accelerator's data. */
  readonly rank: number
  /** `mi300x`, `mi300x-cpx_nps4`: the device in names of computed plans. */
  readonly slug: string
}

const targetsBefore = new WeakMap<Hardware, readonly Target[]>()
const standings = new WeakMap<Target, Standing>()

/** The targets of a snapshot's hardware; none where nothing is known of it. */
export function knownTargets(hardware: Hardware | undefined): readonly Target[] {
  if (hardware === undefined) return []
  const before = targetsBefore.get(hardware)
  if (before !== undefined) return before
  const targets = targetsOf(hardware)
  targetsBefore.set(hardware, targets)
  return targets
}

/** The target that a candidate is planned for, as it is known now: of its node size where there is one, else of another. */
export function presentTarget(candidate: Candidate, known: readonly Target[]): Target | undefined {
  const matching = known.filter(
    (target) =>
      target.accelerator.name === candidate.accelerator &&
      target.partition === candidate.partition &&
      target.resource === candidate.resource,
  )
  return matching.find((target) => target.gpusPerNode === candidate.gpusPerNode) ?? matching[0]
}

export function standingOf(target: Target): Standing {
  const before = standings.get(target)
  if (before !== undefined) return before
  const { accelerator, partition, origin, shapes } = target
  const standing: Standing = {
    presence: rankOfOrigin(origin),
    mostFree: Math.max(
      0,
      ...shapes
        .filter((shape) => shape.origin === 'observed')
        .map((shape) => shape.freeNodes.findLastIndex((nodes) => nodes > 0)),
    ),
    rank: acceleratorRank(accelerator),
    slug:
      accelerator.name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-') +
      (partition === undefined ? '' : `-${partition}`),
  }
  standings.set(target, standing)
  return standing
}
