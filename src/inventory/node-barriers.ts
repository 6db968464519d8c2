/**
 * What keeps pods away from a node: barriers that hold for every pod, and taints that a pod may tolerate.
 *
 * The operator's own taints are barriers: a pod that tolerates everything would still meet GPUs that are being remediated or
 * repartitioned. So is a cordon, which somebody drains by, and a node that is not ready: with the taints that Kubernetes adds to both,
 * which say nothing of what the node is for.
 * @module
 */
import { type Labels, labelValues } from './node-labels.ts'
import type { NodeObject } from './objects.ts'

/** Why no pod can come, whatever it tolerates. */
export const barriers = {
  deleting: 'being deleted',
  cordoned: 'cordoned',
  notReady: 'not ready',
  remediation: 'under remediation',
  repartitioning: 'being repartitioned',
  virtualisation: 'passed through to virtual machines',
  validation: 'failed in validation',
  upgrading: 'in a driver upgrade',
} as const
export type Barrier = keyof typeof barriers

export interface Taint {
  readonly key: string
  readonly value?: string
  readonly effect: string
}

/** The taint that sites put on GPU nodes to keep other work away; whoever asks for a GPU tolerates it. */
const gpuTaint = 'amd.com/gpu'

/**
 * Taints that are barriers. Of AMD's GPU operator: automatic remediation (two spellings) and the device configuration manager. Of
 * Kubernetes: what it writes beside a cordon or a condition, which comes and goes with that (Reference, "Well-Known Labels,
 * Annotations and Taints").
 */
const barrierTaints: Readonly<Record<string, Barrier>> = {
  'amd-gpu-unhealthy': 'remediation',
  AMD_GPU_Unhealthy: 'remediation',
  'amd-dcm': 'repartitioning',
  'node.kubernetes.io/unschedulable': 'cordoned',
  'node.kubernetes.io/not-ready': 'notReady',
  'node.kubernetes.io/unreachable': 'notReady',
  'node.kubernetes.io/network-unavailable': 'notReady',
  'node.kubernetes.io/out-of-service': 'notReady',
  'node.cloudprovider.kubernetes.io/uninitialized': 'notReady',
}

/** Results of the operator's node checks; `failed` takes the node out. */
const validations = [
  'amd.com/gpu-hw-acceptance',
  'amd.com/gpu-mesh-validation',
  'amd.com/nic-health',
  'amd.com/rail-bandwidth',
  'amd.com/cluster-validation-status',
]

const upgradeState = 'operator.amd.com/gpu-driver-upgrade-state'

const isHard = ({ effect }: Taint) => effect === 'NoSchedule' || effect === 'NoExecute'

/** Taints that keep away pods which do not tolerate them, those apart that are barriers. */
export function hardTaints({ spec }: NodeObject): Taint[] {
  const taints = spec?.taints ?? []
  return taints.filter(
    (taint) => isHard(taint) && taint.key !== gpuTaint && !Object.hasOwn(barrierTaints, taint.key),
  )
}

/** In a stable order; empty when pods can come. */
export function barriersOf({ metadata, spec, status }: NodeObject, labels: Labels): Barrier[] {
  const ready = status?.conditions?.find(({ type }) => type === 'Ready')
  const upgrade = labels[upgradeState] ?? ''
  const signs: Readonly<Record<Barrier, boolean>> = {
    deleting: metadata.deletionTimestamp !== undefined,
    cordoned: spec?.unschedulable === true || hasTaintOf('cordoned'),
    notReady: (ready !== undefined && ready.status !== 'True') || hasTaintOf('notReady'),
    remediation: hasTaintOf('remediation'),
    repartitioning: hasTaintOf('repartitioning'),
    virtualisation: labelValues(labels, 'mode').some((mode) => mode !== 'container'),
    validation: validations.some((key) => labels[key]?.toLowerCase() === 'failed'),
    upgrading: upgrade !== '' && !/(?:done|complete)$/i.test(upgrade),
  }
  return (Object.keys(barriers) as Barrier[]).filter((barrier) => signs[barrier])

  function hasTaintOf(barrier: Barrier): boolean {
    return spec?.taints?.some((taint) => isHard(taint) && barrierTaints[taint.key] === barrier) === true
  }
}
