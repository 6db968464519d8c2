/**
 * A Node as a machine with AMD GPUs has it: resources as the device plugin advertises them, labels as the node labeller writes them.
 * Source of names and forms: ROCm/k8s-device-plugin, `cmd/k8s-device-plugin` and `cmd/k8s-node-labeller`.
 * @module
 */
import type { Accelerator } from '../catalog/accelerator.ts'
import type { KubeObject } from '../kube/types.ts'
import type { NodeSpec, Taint } from './node-spec.ts'

export interface SimulatedNode extends KubeObject {
  readonly spec: { readonly taints: readonly Taint[] }
  readonly status: {
    readonly capacity: Readonly<Record<string, string>>
    readonly allocatable: Readonly<Record<string, string>>
  }
}

export function simulatedNode(name: string, spec: NodeSpec): SimulatedNode {
  const resources = {
    cpu: spec.cpu,
    memory: spec.memory,
    'ephemeral-storage': '3Ti',
    pods: '250',
    ...(spec.accelerator && { [gpuResourceName(spec)]: String(deviceCount(spec)) }),
  }
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name,
      labels: {
        'kubernetes.io/arch': 'amd64',
        'kubernetes.io/os': 'linux',
        'kubernetes.io/hostname': name,
        ...labellerLabels(spec),
        ...spec.labels,
      },
      // what KWOK looks for on nodes that it simulates
      annotations: { 'kwok.x-k8s.io/node': 'fake' },
    },
    spec: { taints: spec.taints },
    status: { capacity: resources, allocatable: resources },
  }
}

/** Devices that Kubernetes counts on the node. */
export function deviceCount({ accelerator, partition, gpusPerNode }: NodeSpec): number {
  const mode = accelerator?.partitions.find((candidate) => candidate.name === partition)
  return gpusPerNode * (mode?.devices ?? 1)
}

/** Under the mixed strategy a part that can be partitioned is named after its mode even when it is whole. */
export function gpuResourceName(spec: NodeSpec): string {
  const mixed = spec.naming === 'mixed' && (spec.accelerator?.partitions.length ?? 0) > 0
  return `amd.com/${mixed ? modeOf(spec) : 'gpu'}`
}

function modeOf({ partition }: NodeSpec): string {
  return partition ?? 'spx_nps1'
}

/** Every key form that the labeller writes for a node whose devices are all alike. */
function labellerLabels(spec: NodeSpec): Readonly<Record<string, string>> {
  const count = String(deviceCount(spec))
  return Object.fromEntries(
    Object.entries(deviceProperties(spec)).flatMap(([kind, value]) => [
      [`beta.amd.com/gpu.${kind}.${value}`, count],
      [`beta.amd.com/gpu.${kind}`, value],
      ...(spec.labeller === 'current' ? [[`amd.com/gpu.${kind}`, value]] : []),
    ]),
  )
}

function deviceProperties(spec: NodeSpec): Readonly<Record<string, string>> {
  const { accelerator, gpusPerNode, labeller } = spec
  if (accelerator === undefined) return {}
  const share = deviceCount(spec) / gpusPerNode
  const units = accelerator.computeUnits / share
  const properties = {
    vram: `${Math.round(accelerator.nominalGiB / share)}G`,
    'cu-count': String(units),
    // four SIMDs to a compute unit
    'simd-count': String(units * 4),
    'device-id': accelerator.deviceIds[0] ?? '',
    family: familyOf(accelerator),
    'product-name': productName(accelerator),
  }
  // labellers that write only the old keys know nothing of partitions
  if (accelerator.partitions.length === 0 || labeller === 'legacy') return properties
  return {
    ...properties,
    'compute-memory-partition': modeOf(spec),
    'compute-partitioning-supported': 'true',
    'memory-partitioning-supported': 'true',
  }
}

/** The kernel driver's family: AI for every gfx9, the graphics core's own number from gfx11 on. */
function familyOf({ gfx }: Accelerator): string {
  if (gfx.startsWith('gfx9')) return 'AI'
  const core = /^gfx(1[1-9])(\d)(\d)$/.exec(gfx)
  return core ? `GC_${core[1]}_${core[2]}_${core[3]}` : 'NV'
}

function productName({ name, instinct }: Accelerator): string {
  if (!instinct) return 'AMD_Radeon_Graphics'
  return /^MI(1|2[01])/.test(name) ? `AMD_Instinct_${name}` : `AMD_Instinct_${name}_OAM`
}
