/**
 * Domains of a node: devices that are nearer to each other than to the rest, and how many of each are likely free.
 *
 * Kubernetes does not tell which devices of a node are taken. The device plugin prefers devices of one card and one NUMA node and
 * fills those that are partly used (ROCm/k8s-device-plugin, preferred allocation), so what is held is packed here the same way.
 * @module
 */
import { acceleratorByName } from '../../catalog/accelerators.ts'

/** Free devices of each domain, the fullest-free first. */
export type Domains = readonly number[]

/**
 * GPUs of one NUMA node of a node with eight Instinct GPUs, and of one bridge hive of MI210 and MI100.
 * Source: AMD Instinct platform data sheets; two CPU sockets with four OAM modules each.
 */
const gpusPerHalf = 4

/**
 * Devices of one domain: the partitions of one card, the two dies of an MI250, a NUMA half of Instinct nodes; else the whole node.
 *
 * @param capacity devices of the node
 */
export function domainSize(accelerator: string, partition: string | undefined, capacity: number): number {
  const part = acceleratorByName(accelerator)
  const split = part?.partitions.find(({ name }) => name === partition)?.devices ?? 1
  if (split > 1) return split
  if (part !== undefined && part.devicesPerCard > 1) return part.devicesPerCard
  return part?.instinct === true && capacity > gpusPerHalf ? gpusPerHalf : Math.max(1, capacity)
}

/**
 * The domains of a node after the given holdings, packed largest first.
 *
 * @param unhealthy devices that are there but not allocatable: each spoils one place
 */
export function packDomains(size: number, capacity: number, held: readonly number[], unhealthy = 0): Domains {
  const whole = Array.from({ length: Math.ceil(capacity / size) }, (_, i) =>
    Math.min(size, capacity - i * size),
  )
  const largestFirst = held.toSorted((a, b) => b - a)
  return [...largestFirst, ...Array.from({ length: unhealthy }, () => 1)].reduce(takeFrom, whole)
}

/** Domains after `count` more devices: from the smallest hole that takes them all, else from as few domains as it goes. */
export function takeFrom(domains: Domains, count: number): Domains {
  const left = [...domains]
  const hole = left.findLastIndex((free) => free >= count)
  if (hole >= 0) left[hole] = (left[hole] ?? 0) - count
  else {
    let missing = count
    for (const [index, free] of left.entries()) {
      const taken = Math.min(free, missing)
      left[index] = free - taken
      missing -= taken
    }
  }
  return left.sort((a, b) => b - a)
}

/** Domains that `count` devices would be spread over; `Infinity` when there are not as many. */
export function spreadOf(domains: Domains, count: number): number {
  let missing = count
  for (const [index, free] of domains.entries()) {
    missing -= free
    if (missing <= 0) return index + 1
  }
  return Number.POSITIVE_INFINITY
}
