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

/** AMD devices of one pod, as the scheduler adds them up: init containers before the others, sidecars beside them. */
export function podGpus({ containers }: PodTemplate): number {
  const ofRole = (...roles: readonly ContainerRole[]) =>
    containers
      .filter(({ role }) => roles.includes(role))
      .map(({ role, requests, limits }) => ({
        resources: { requests: amounts(requests), limits: amounts(limits) },
        ...(role === 'sidecar' ? { restartPolicy: 'Always' } : {}),
      }))
  const spec = { containers: ofRole('main'), initContainers: ofRole('init', 'sidecar') }
  const sums = deviceRequests({ metadata: { name: '' }, spec })
  return [...sums.values()].reduce((sum, count) => sum + count, 0)
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

/** AMD devices of one replica: all pods of a group. */
export function replicaGpus(subject: PolicySubject): number {
  if (subject.wanted !== undefined) return subject.wanted.intent.gpuCount ?? 1
  return subject.pods.reduce((sum, pod) => sum + pod.copies * podGpus(pod), 0)
}
