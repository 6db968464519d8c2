/**
 * A cluster of nodes with MI300X, a queue in front of it, and those that wait.
 * @module
 */
import { CapacityQueue, type CapacityQueueOptions } from '../../../src/controllers/queue/capacity-queue.ts'
import { NamespaceUsage } from '../../../src/controllers/queue/namespace-usage.ts'
import type { Victim } from '../../../src/controllers/queue/preemption.ts'
import type { Waiter } from '../../../src/controllers/queue/waiter.ts'
import type { PlaceRequest } from '../../../src/decide/place/place-group.ts'
import { PlacementIndex } from '../../../src/decide/place/placement-index.ts'
import { Inventory } from '../../../src/inventory/inventory.ts'
import { defaultQueueConfig, type QueueConfig } from '../../../src/inventory/queue-config.ts'

export const resource = 'amd.com/gpu'
export const kind = { accelerator: 'MI300X', resource }
const startMs = Date.parse('2026-11-21T10:00:00Z')

export interface WaiterOptions extends Partial<Omit<Waiter, 'request'>> {
  readonly request?: Partial<PlaceRequest>
  /** Before the start, ms. Default 0. */
  readonly ageMs?: number
}

export interface ClusterOptions {
  readonly config?: Partial<QueueConfig>
  readonly quotas?: CapacityQueueOptions['quotas']
  readonly victims?: () => readonly Victim[]
}

/** @param gpus of each node; they are `n0`, `n1`, … */
export function cluster(gpus: readonly number[], options: ClusterOptions = {}) {
  const places = new PlacementIndex()
  const inventory = new Inventory({ onRoom: (name, room) => places.apply(name, room) })
  const usage = new NamespaceUsage()
  let nowMs = startMs
  const node = (name: string, count: number, labels: Readonly<Record<string, string>> = {}) =>
    inventory.applyNode({
      metadata: { name, labels: { 'amd.com/gpu.device-id': '74a1', ...labels } },
      status: { capacity: { [resource]: `${count}` }, allocatable: { [resource]: `${count}` } },
    })
  for (const [i, count] of gpus.entries()) node(`n${i}`, count)
  const touched: string[] = []
  const queue = new CapacityQueue({
    places,
    inventory,
    usage,
    config: () => ({ ...defaultQueueConfig, ...options.config }),
    quotas: options.quotas ?? (() => []),
    victims: options.victims ?? (() => []),
    now: () => new Date(nowMs),
  })
  return {
    queue,
    inventory,
    usage,
    node,
    touched,
    pass(ms: number) {
      nowMs += ms
    },
    join(uid: string, gpusPerMember: number, { request, ageMs = 0, ...more }: WaiterOptions = {}) {
      queue.join({
        uid,
        namespace: 'team',
        priority: 0,
        sinceMs: nowMs - ageMs,
        preempts: true,
        touch: () => void touched.push(uid),
        ...more,
        request: { kinds: [kind], gpusPerMember, ...request },
      })
    },
    /** A pod of somebody's; a Job's unless it serves. */
    pod(name: string, on: string, count: number, more: { serves?: boolean; namespace?: string } = {}) {
      const owner = { kind: more.serves ? 'StatefulSet' : 'Job', name, uid: name, controller: true }
      inventory.applyPod({
        metadata: { name, namespace: more.namespace ?? 'team', ownerReferences: [owner] },
        spec: { nodeName: on, containers: [{ resources: { requests: { [resource]: `${count}` } } }] },
      })
    },
    nodeOf: (uid: string) => queue.grantOf(uid)?.placements[0]?.node,
    /** What it was given is free again. */
    finish(uid: string) {
      queue.settle(uid)
      inventory.release(uid)
      usage.withdraw(uid)
    },
  }
}
