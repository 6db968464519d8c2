/**
 * Clusters of any size for benches: nodes with labels as labellers write them, and pods on them.
 * @module
 */
import type { NodeObject, PodObject } from '../../src/inventory/objects.ts'

const parts = [
  ['74a1', '192G', 'MI300X'],
  ['74a5', '256G', 'MI325X'],
  ['75a3', '288G', 'MI355X'],
  ['740c', '64G', 'MI250'],
] as const

/** A node of eight devices. It has the labels of a cloud's node; racks have 16 nodes. */
export function benchNode(i: number): NodeObject {
  const [id, vram, name] = parts[i % parts.length] ?? parts[0]
  const hostname = `gpu-${String(i).padStart(5, '0')}`
  return {
    metadata: {
      name: hostname,
      labels: {
        'kubernetes.io/hostname': hostname,
        'kubernetes.io/os': 'linux',
        'kubernetes.io/arch': 'amd64',
        'topology.kubernetes.io/region': 'r1',
        'topology.kubernetes.io/zone': `z${i % 3}`,
        'example.com/rack': `rack-${Math.floor(i / 64)}-${i % 4}`,
        'node.kubernetes.io/instance-type': `gpu-8-${name}`,
        ...(i % 3 === 0 ? { 'example.com/team': 'serving' } : {}),
        'fitgate.dev/gpu-hour-cost': i % 2 === 0 ? '2.5' : '1.75',
        'amd.com/gpu.device-id': id,
        'beta.amd.com/gpu.device-id': id,
        [`beta.amd.com/gpu.device-id.${id}`]: '8',
        'amd.com/gpu.vram': vram,
        'beta.amd.com/gpu.vram': vram,
        [`beta.amd.com/gpu.vram.${vram}`]: '8',
        'amd.com/gpu.product-name': `AMD_Instinct_${name}_OAM`,
        'amd.com/gpu.cu-count': '304',
        'amd.com/gpu.simd-count': '1216',
        'amd.com/gpu.driver-version': '6.10.5',
        'feature.node.kubernetes.io/amd-gpu': 'true',
      },
    },
    spec: { taints: [{ key: 'amd.com/gpu', effect: 'NoSchedule' }] },
    status: {
      capacity: { cpu: '192', memory: '2Ti', 'amd.com/gpu': '8' },
      allocatable: { cpu: '190', memory: '2Ti', 'amd.com/gpu': i % 50 === 0 ? '7' : '8' },
      conditions: [
        { type: 'MemoryPressure', status: 'False' },
        { type: 'Ready', status: i % 200 === 199 ? 'False' : 'True' },
      ],
    },
  }
}

/** A pod of a Deployment on a node; 0 GPUs for one that needs none. */
export function benchPod(name: string, node: string, gpus: number): PodObject {
  const amounts: Readonly<Record<string, string>> =
    gpus === 0 ? { cpu: '1' } : { cpu: '8', 'amd.com/gpu': String(gpus) }
  return {
    metadata: {
      name,
      namespace: 'default',
      uid: name,
      labels: { 'pod-template-hash': 'abcde', app: 'serve' },
      ownerReferences: [{ kind: 'ReplicaSet', name: `app-${name}-abcde`, uid: name, controller: true }],
    },
    spec: { nodeName: node, containers: [{ resources: { requests: amounts, limits: amounts } }] },
    status: { phase: 'Running' },
  }
}

/** `fraction` of sorted values lie below: 0.5 is the median. */
export function quantile(values: readonly number[], fraction: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * fraction))] ?? Number.NaN
}
