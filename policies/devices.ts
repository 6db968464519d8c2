/**
 * Devices that containers and pods ask for.
 * @module
 */

import { deviceRequests } from '../src/inventory/pod-devices.ts'
import { isCudaResource, isGpuResource } from '../src/vocabulary/gpu-resources.ts'
import { countOf } from '../src/vocabulary/quantity.ts'
import { type JsonRecord, scalarOf } from './json.ts'
import type { ContainerRole, PodContainer, PodTemplate } from './pod.ts'
import type { PolicySubject } from './subject.ts'

export function isDeviceResource(name: string): boolean {
  return isGpuResource(name) || isCudaResource(name)
}

/** Device resources a container names in requests or limits, whatever the amount. */
export function deviceNames({ requests, limits }: PodContainer): readonly string[] {
  return [...new Set([...Object.keys(requests), ...Object.keys(limits)])].filter(isDeviceResource)
}

/** AMD devices of a container: resource → count; none where it is zero. A limit alone is a request too. */
export function gpusOf(container: PodContainer): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const resource of deviceNames(container)) {
    if (!isGpuResource(resource)) continue
    const count = countOf(scalarOf(container.requests[resource] ?? container.limits[resource]))
    if (count > 0) counts.set(resource, count)
  }
  return counts
}

/** AMD devices of one pod by resource, as the scheduler adds them up: init containers before the others, sidecars beside them. */
function podDevices({ containers }: PodTemplate): ReadonlyMap<string, number> {
  const ofRole = (...roles: readonly ContainerRole[]) =>
    containers
      .filter(({ role }) => roles.includes(role))
      .map(({ role, requests, limits }) => ({
        resources: { requests: amounts(requests), limits: amounts(limits) },
        ...(role === 'sidecar' ? { restartPolicy: 'Always' } : {}),
      }))
  const spec = { containers: ofRole('main'), initContainers: ofRole('init', 'sidecar') }
  return deviceRequests({ metadata: { name: '' }, spec })
}

/** AMD devices of one pod, of all resources. */
export function podGpus(pod: PodTemplate): number {
  return gpusIn(podDevices(pod))
}

/** Quantities alone. */
function amounts(written: JsonRecord): Record<string, string> {
  return Object.fromEntries(
    Object.entries(written).flatMap(([name, value]) => {
      const amount = scalarOf(value)
      return amount === undefined ? [] : [[name, String(amount)]]
    }),
  )
}

/** Devices of all resources together. */
export function gpusIn(devices: ReadonlyMap<string, number>): number {
  return [...devices.values()].reduce((sum, count) => sum + count, 0)
}

/** AMD devices of one replica by resource; of our own kinds whole ones, as nobody has chosen partitions for them yet. */
export function replicaDevices(subject: PolicySubject): ReadonlyMap<string, number> {
  if (subject.wanted !== undefined) return new Map([['amd.com/gpu', replicaGpus(subject)]])
  const sums = new Map<string, number>()
  for (const pod of subject.pods)
    for (const [resource, count] of podDevices(pod))
      sums.set(resource, (sums.get(resource) ?? 0) + pod.copies * count)
  return sums
}

/** AMD devices of one replica: all pods of a group. */
export function replicaGpus(subject: PolicySubject): number {
  if (subject.wanted !== undefined) return subject.wanted.intent.gpuCount ?? 1
  return subject.pods.reduce((sum, pod) => sum + pod.copies * podGpus(pod), 0)
}
