/**
 * Nodes that a pod may come to and its plan is not for. Whoever writes the node affinity of a pod keeps it as it is, so none is added that
 * keeps the pod to the devices on which it fits.
 * @module
 */
import type { IntentRequest } from '../../api/intent.ts'
import { type NodeSelectorRequirement, nodeAffinity, type WantedDevice } from '../../inventory/affinity.ts'
import type { Hardware } from '../../inventory/hardware.ts'
import type { FieldError } from '../../vocabulary/field-error.ts'
import { knownTargets } from '../candidates/known-targets.ts'
import type { Candidate } from '../decision.ts'
import { allows } from './allows.ts'
import type { Target } from './target.ts'

/**
 * @param alsoOn other kinds of device on which the very same pod runs
 * @returns what to add to the affinity; `undefined` where all is well, or nothing is known of the hardware
 */
export function strayNote(
  { intent, paths }: IntentRequest,
  candidate: Candidate,
  alsoOn: readonly WantedDevice[],
  hardware: Hardware | undefined,
): FieldError | undefined {
  if (intent.affinity === undefined) return undefined
  const planned = [candidate, ...alsoOn]
  const isStray = (target: Target) =>
    target.resource === candidate.resource &&
    target.gpusPerNode >= candidate.gpuCount / (candidate.nodes ?? 1) &&
    allows(intent, target) &&
    !planned.some((kind) => isOf(kind, target))
  const strays = knownTargets(hardware).filter(isStray)
  const [byDevice, ...byPartition] = nodeAffinity(planned).required[0]?.matchExpressions ?? []
  if (strays.length === 0 || byDevice === undefined) return undefined
  // a partition has the id of the whole device
  const isPart = strays.some(({ accelerator }) =>
    planned.some((kind) => kind.accelerator === accelerator.name),
  )
  const names = [...new Set(strays.map(nameOf))]
  return {
    path: paths.nodeSelector.replace(/nodeSelector$/, 'affinity.nodeAffinity'),
    message: `leaves ${some(names)} open, which this plan is not for`,
    fix: `add to each term ${[byDevice, ...(isPart ? byPartition : [])].map(written).join(', ')}`,
  }
}

/** An API warning has 256 characters, and the remedy has to fit in. */
const some = (names: readonly string[]) =>
  names.length <= 3 ? names.join(', ') : `${names.slice(0, 2).join(', ')} and ${names.length - 2} more`

const written = ({ key, operator, values = [] }: NodeSelectorRequirement) =>
  `${key} ${operator} [${values.join(', ')}]`

const isOf = ({ accelerator, partition }: WantedDevice, target: Target) =>
  accelerator === target.accelerator.name && partition === target.partition

const nameOf = ({ accelerator, partition }: Target) =>
  partition === undefined ? accelerator.name : `${accelerator.name} in ${partition}`
