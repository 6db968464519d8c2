/**
 * What a pod holds: how many devices of which resource, on which node, and for whom.
 * @module
 */

import { isGpuResource } from '../vocabulary/gpu-resources.ts'
import { countOf } from '../vocabulary/quantity.ts'
import type { PodObject } from './objects.ts'
import { reservationLabel } from './reservations.ts'

/** Devices of one resource that a pod holds. */
export interface Holding {
  /** The node it is bound to, or nominated for. */
  readonly node: string
  readonly resource: string
  readonly count: number
  /** The workload it belongs to; pods of one workload have the same. */
  readonly holder: string
  /** The owner whose reservation it uses up; absent for pods that nobody reserved for. */
  readonly reservation?: string
  /** It gives them back by itself, when its work is done. */
  readonly ends?: true
}

type Container = NonNullable<NonNullable<PodObject['spec']>['containers']>[number]

/**
 * One entry a resource; none for pods that hold nothing: not placed, finished, or without GPUs. A pod being deleted still holds its
 * devices. Devices by claim (Dynamic Resource Allocation) are not counted here.
 */
export function holdingsOfPod(pod: PodObject): readonly Holding[] {
  const phase = pod.status?.phase
  if (phase === 'Succeeded' || phase === 'Failed') return []
  const node = pod.spec?.nodeName || pod.status?.nominatedNodeName
  if (!node) return []
  const holder = holderOf(pod)
  const reservation = pod.metadata.labels?.[reservationLabel]
  const ends = endsByItself(pod)
  return [...deviceRequests(pod)].map(([resource, count]) => ({
    node,
    resource,
    count,
    holder,
    ...(reservation ? { reservation } : {}),
    ...(ends ? { ends } : {}),
  }))
}

/**
 * Whether a pod goes without anybody's doing: it is going already, is not started again once it is done, or a Job's. What serves is started again
 * for ever; a pod of which that is not known is taken for one that serves.
 */
function endsByItself({ metadata, spec }: PodObject): boolean {
  if (metadata.deletionTimestamp !== undefined) return true
  if (spec?.restartPolicy === 'Never' || spec?.restartPolicy === 'OnFailure') return true
  return metadata.ownerReferences?.some(({ controller, kind }) => controller && kind === 'Job') === true
}

function requested(container: Container, resource: string): number {
  const { requests, limits } = container.resources ?? {}
  return countOf(requests?.[resource] ?? limits?.[resource])
}

/**
 * The scheduler's sum: containers and sidecars together, or one init container with the sidecars started before it, whichever
 * is more.
 */
export function deviceRequests(pod: PodObject): Map<string, number> {
  const { containers = [], initContainers = [] } = pod.spec ?? {}
  const names = new Set(
    [...containers, ...initContainers].flatMap(({ resources }) => [
      ...Object.keys(resources?.requests ?? {}),
      ...Object.keys(resources?.limits ?? {}),
    ]),
  )
  const sums = new Map<string, number>()
  for (const resource of names) {
    if (!isGpuResource(resource)) continue
    let sidecars = 0
    let starting = 0
    for (const container of initContainers) {
      const count = requested(container, resource)
      if (container.restartPolicy === 'Always') sidecars += count
      starting = Math.max(starting, container.restartPolicy === 'Always' ? sidecars : sidecars + count)
    }
    const running = containers.reduce((sum, container) => sum + requested(container, resource), sidecars)
    const count = Math.max(running, starting)
    if (count > 0) sums.set(resource, count)
  }
  return sums
}

/**
 * The workload behind a pod, as far as its own metadata tells: the group it is part of, its Deployment (a ReplicaSet's name
 * without the template hash), else its controller, else itself.
 */
function holderOf({ metadata }: PodObject): string {
  const namespace = metadata.namespace ?? ''
  const group = metadata.labels?.['leaderworkerset.sigs.k8s.io/name']
  if (group) return `LeaderWorkerSet/${namespace}/${group}`
  const controller = metadata.ownerReferences?.find((owner) => owner.controller === true)
  if (controller === undefined) return `Pod/${namespace}/${metadata.name}`
  const hash = metadata.labels?.['pod-template-hash']
  if (controller.kind === 'ReplicaSet' && hash && controller.name.endsWith(`-${hash}`))
    return `Deployment/${namespace}/${controller.name.slice(0, -hash.length - 1)}`
  return `${controller.kind}/${namespace}/${controller.uid}`
}
