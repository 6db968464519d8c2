/**
 * A Node object, read: its devices, and whether pods can come to it now.
 * @module
 */
import { gpuResources, type NodeDevices, readDevices } from './node-devices.ts'
import { type Labels, labelValues } from './node-labels.ts'
import type { NodeObject } from './objects.ts'

export interface NodeFacts {
  readonly name: string
  /** One entry a GPU resource; empty on nodes without any. */
  readonly devices: readonly NodeDevices[]
  /** It offers GPUs of AMD, but nothing tells which. */
  readonly unknown: boolean
  /** Pods can be bound to it now. */
  readonly schedulable: boolean
}

/** Reads a node. Never throws: labels and quantities that cannot be understood count as absent. */
export function readNode(node: NodeObject): NodeFacts {
  const labels = node.metadata.labels ?? {}
  const { capacity = {}, allocatable = {} } = node.status ?? {}
  const devices = readDevices(labels, capacity, allocatable)
  return {
    name: node.metadata.name,
    devices: devices ?? [],
    unknown: devices === undefined && gpuResources(capacity, allocatable).length > 0,
    schedulable: isSchedulable(node, labels),
  }
}

/** The taint that sites put on GPU nodes to keep other work away; whoever asks for a GPU tolerates it. */
const gpuTaint = 'amd.com/gpu'

/** Results of the operator's node checks; `failed` takes the node out. */
const validations = [
  'amd.com/gpu-hw-acceptance',
  'amd.com/gpu-mesh-validation',
  'amd.com/nic-health',
  'amd.com/rail-bandwidth',
  'amd.com/cluster-validation-status',
]

const upgradeState = 'operator.amd.com/gpu-driver-upgrade-state'

/**
 * A taint of any other key takes the node out too, although an object may tolerate it: its GPUs are then known hardware without
 * room, never room that most pods cannot use. That covers `amd-gpu-unhealthy` (remediation) and `amd-dcm` (repartitioning).
 */
function isSchedulable(node: NodeObject, labels: Labels): boolean {
  const ready = node.status?.conditions?.find(({ type }) => type === 'Ready')
  const tainted = node.spec?.taints?.some(
    ({ key, effect }) => key !== gpuTaint && (effect === 'NoSchedule' || effect === 'NoExecute'),
  )
  // nodes passed through to virtual machines cannot run pods with GPUs
  const modes = labelValues(labels, 'mode')
  const upgrade = labels[upgradeState]
  return (
    node.metadata.deletionTimestamp === undefined &&
    node.spec?.unschedulable !== true &&
    (ready === undefined || ready.status === 'True') &&
    tainted !== true &&
    modes.every((mode) => mode === 'container') &&
    validations.every((key) => labels[key]?.toLowerCase() !== 'failed') &&
    (upgrade === undefined || upgrade === '' || /(?:done|complete)$/i.test(upgrade))
  )
}
