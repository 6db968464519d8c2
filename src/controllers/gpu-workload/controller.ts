/**
 * GPUWorkloads: what is watched of them, what they hold of the queue's, and the worker that takes their steps.
 * @module
 */
import type { PlacementIndex } from '../../decide/place/placement-index.ts'
import type { DeviceKind } from '../../decide/place/shelf.ts'
import type { Inventory } from '../../inventory/inventory.ts'
import { reservationLabel } from '../../inventory/reservations.ts'
import { keyOf, ownerKeys } from '../../kube/key.ts'
import { resources } from '../../kube/resources.ts'
import { gpuWorkloadOwner } from '../../render/gpu-workload/job.ts'
import { labels } from '../../vocabulary/names.ts'
import { Controller } from '../controller.ts'
import { createFeed } from '../feeds/feed.ts'
import type { Feeds } from '../feeds/feeds.ts'
import type { Queueing, QueueMember } from '../queue/queueing.ts'
import type { Surroundings, WatchedKind } from '../watched-kind.ts'
import { type GPUWorkloadObject, type JobObject, projectJob } from './objects.ts'
import { couldRun, placeRequest } from './place-request.ts'
import { gpuWorkloadReconciler } from './reconcile.ts'
import { victimsOf } from './victims.ts'
import { batchWish } from './wish.ts'

export interface GPUWorkloadControllerOptions extends Surroundings {
  readonly feeds: Pick<Feeds, 'nodes' | 'pods'>
  readonly inventory: Inventory
  /** Kept by the inventory's events. */
  readonly places: PlacementIndex
  readonly queueing: Queueing
}

export interface GPUWorkloadController extends QueueMember, WatchedKind {
  /** Looks at those again that wait: other plans may be possible. */
  wake(): void
}

/** Reservations that nobody used are looked for this often, ms. */
const expiryMs = 15_000

export function gpuWorkloadController(options: GPUWorkloadControllerOptions): GPUWorkloadController {
  const { client, metrics, log, now, context, feeds, inventory, places, queueing } = options
  const { queue, usage, config } = queueing
  const workloads = createFeed<GPUWorkloadObject, 'uid'>({
    client,
    metrics,
    log,
    type: resources.gpuWorkload,
    optional: true,
    indexes: { uid: ({ metadata }) => [metadata.uid ?? ''] },
  })
  const jobs = createFeed<JobObject>({
    client,
    metrics,
    log,
    type: resources.job,
    labelSelector: `${labels.owner}=${gpuWorkloadOwner}`,
    project: projectJob,
  })
  let isKnown = false
  let expiry: NodeJS.Timeout | undefined

  const ready = () => {
    if (isKnown) return true
    const synced = [workloads, jobs, feeds.nodes, feeds.pods, queueing].every((feed) => feed.hasSynced())
    if (!synced || context() === undefined) return false
    isKnown = true
    // what was reserved before this process began, before anybody is given anything
    for (const object of workloads.store.list()) hold(object)
    return true
  }

  /** The inventory holds what the status says is reserved, and nothing else but fresh grants. */
  function hold({ metadata, spec, status }: GPUWorkloadObject): void {
    const { uid = '', namespace = '' } = metadata
    const { reservation } = status ?? {}
    if (reservation === undefined) {
      if (queue.grantOf(uid) === undefined) release(uid)
      return
    }
    queue.settle(uid)
    const expiresAtMs = Date.parse(reservation.expiresAt)
    if (inventory.reservationOf(uid)?.expiresAtMs === expiresAtMs) return
    if (expiresAtMs <= now().getTime()) return
    inventory.reserve({ owner: uid, devices: reservation.devices, expiresAtMs })
    for (const { resource } of reservation.devices) usage.promise(uid, namespace, resource, spec.gpuCount)
  }

  function release(uid: string): void {
    inventory.release(uid)
    usage.withdraw(uid)
  }

  function heldBy({ metadata, status }: GPUWorkloadObject): DeviceKind | undefined {
    const [devices] = status?.reservation?.devices ?? []
    if (devices === undefined || inventory.reservationOf(metadata.uid ?? '') === undefined) return undefined
    return places.room(devices.node)?.devices.find(({ resource }) => resource === devices.resource)
  }

  const controller: Controller = new Controller({
    name: 'gpuworkload',
    metrics,
    log,
    workers: 8,
    reconcile: gpuWorkloadReconciler({
      ...options,
      queue,
      onJoined: () => void queueing.joined(),
      touch: (key) => controller.touch(key),
      hooks: metrics.gpuWorkloads(),
      view: {
        ready,
        workload: (key) => workloads.store.get(key),
        job: (namespace, name) => jobs.store.get(`${namespace}/${name}`),
        pods: (uid) => feeds.pods.store.byIndex('reservation', uid),
        held: heldBy,
        urgency: ({ spec }) => queueing.urgencyOf(spec),
        evictedAfterSeconds: (uid) => (queue.isVictim(uid) ? config().preemption.graceSeconds : undefined),
        wish(workload) {
          const known = context()
          return known === undefined
            ? { unsuitable: 'nothing is known of the cluster yet' }
            : batchWish(workload, known)
        },
        suits: (workload, wish) =>
          couldRun(inventory.rooms(), context()?.hardware, placeRequest(workload, wish)),
      },
    }),
  })

  workloads.store.subscribe(({ type, object }) => {
    const { uid = '' } = object.metadata
    if (type === 'deleted') {
      queue.abandon(uid)
      release(uid)
    } else if (isKnown) hold(object)
    controller.touch(keyOf(object))
  })
  jobs.store.subscribe(({ object }) => {
    for (const key of ownerKeys(object, resources.gpuWorkload)) controller.touch(key)
  })
  feeds.pods.store.subscribe(({ object }) => {
    const uid = object.metadata.labels?.[reservationLabel]
    if (uid === undefined) return
    for (const owner of workloads.store.byIndex('uid', uid)) controller.touch(keyOf(owner))
  })

  return {
    start() {
      workloads.start()
      jobs.start()
      expiry = setInterval(() => {
        for (const uid of inventory.expire(now().getTime())) usage.withdraw(uid)
      }, expiryMs)
    },
    wake() {
      for (const object of workloads.store.list())
        if (object.status?.phase === 'Pending') controller.touch(keyOf(object))
    },
    ready,
    victims: () =>
      victimsOf(usage.owners(), {
        workload: (uid) => workloads.store.byIndex('uid', uid)[0],
        pods: (uid) => feeds.pods.store.byIndex('reservation', uid),
        reserved: (uid) => inventory.reservationOf(uid)?.devices[0],
        urgency: ({ spec }) => queueing.urgencyOf(spec),
        touch: (key) => controller.touch(key),
      }),
    begin() {
      controller.begin(workloads.store.list().map(keyOf))
    },
    end: () => controller.end(),
    async stop() {
      clearInterval(expiry)
      await Promise.all([workloads.stop(), jobs.stop()])
    },
  }
}
