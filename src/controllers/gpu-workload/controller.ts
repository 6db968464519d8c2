/**
 * GPUWorkloads: what is watched of them, the line they wait in, and the worker that takes their steps.
 * @module
 */
import type { DecisionContext } from '../../decide/context.ts'
import type { PlacementIndex } from '../../decide/place/placement-index.ts'
import type { DeviceKind } from '../../decide/place/shelf.ts'
import type { Inventory } from '../../inventory/inventory.ts'
import { reservationLabel } from '../../inventory/reservations.ts'
import type { EventRecorder } from '../../kube/events.ts'
import { keyOf, ownerKeys } from '../../kube/key.ts'
import { resources } from '../../kube/resources.ts'
import type { KubeClient } from '../../kube/types.ts'
import { gpuWorkloadOwner } from '../../render/gpu-workload/job.ts'
import { labels } from '../../vocabulary/names.ts'
import { Controller } from '../controller.ts'
import { createFeed } from '../feeds/feed.ts'
import type { Feeds } from '../feeds/feeds.ts'
import type { Log } from '../log.ts'
import type { Metrics } from '../metrics.ts'
import { couldRun, placeRequest } from './node-choice.ts'
import { type GPUWorkloadObject, type JobObject, projectJob } from './objects.ts'
import { gpuWorkloadReconciler } from './reconcile.ts'
import { WaitingLine } from './waiting-line.ts'
import { batchWish } from './wish.ts'

export interface GPUWorkloadControllerOptions {
  readonly client: KubeClient
  readonly metrics: Metrics
  readonly log: Log
  readonly events: Pick<EventRecorder, 'record'>
  readonly now: () => Date
  /** `undefined` until the first snapshot. */
  readonly context: () => DecisionContext | undefined
  readonly feeds: Pick<Feeds, 'nodes' | 'pods'>
  readonly inventory: Inventory
  /** Kept by the inventory's events. */
  readonly places: PlacementIndex
}

export interface GPUWorkloadController {
  /** Begins to watch. */
  start(): void
  /** Devices may have come free. */
  roomChanged(): void
  /** Begins a term. */
  begin(): void
  end(): Promise<void>
  /** Stops watching. */
  stop(): Promise<void>
}

/** Changes come in bursts; one look serves all of a burst, ms. */
const burstMs = 20

/** Reservations that nobody used are looked for this often, ms. */
const expiryMs = 15_000

export function gpuWorkloadController(options: GPUWorkloadControllerOptions): GPUWorkloadController {
  const { client, metrics, log, now, context, feeds, inventory, places } = options
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
  const line = new WaitingLine({ places, inventory, now, onGrant: (key) => controller.touch(key) })
  let isKnown = false
  let leads = false
  let timer: NodeJS.Timeout | undefined
  let expiry: NodeJS.Timeout | undefined

  const ready = () => {
    if (isKnown) return true
    const synced = [workloads, jobs, feeds.nodes, feeds.pods].every((feed) => feed.hasSynced())
    if (!synced || context() === undefined) return false
    isKnown = true
    // what was reserved before this process began, before anybody is given anything
    for (const object of workloads.store.list()) hold(object)
    return true
  }

  /** The inventory holds what the status says is reserved, and nothing else but fresh grants. */
  function hold({ metadata, status }: GPUWorkloadObject): void {
    const { uid = '' } = metadata
    const { reservation } = status ?? {}
    if (reservation === undefined) {
      if (line.grantOf(uid) === undefined) inventory.release(uid)
      return
    }
    line.settle(uid)
    const expiresAtMs = Date.parse(reservation.expiresAt)
    if (inventory.reservationOf(uid)?.expiresAtMs === expiresAtMs) return
    if (expiresAtMs > now().getTime())
      inventory.reserve({ owner: uid, devices: reservation.devices, expiresAtMs })
  }

  function heldBy({ metadata, status }: GPUWorkloadObject): DeviceKind | undefined {
    const [devices] = status?.reservation?.devices ?? []
    if (devices === undefined || inventory.reservationOf(metadata.uid ?? '') === undefined) return undefined
    return places.room(devices.node)?.devices.find(({ resource }) => resource === devices.resource)
  }

  const dispatchSoon = () => {
    if (!leads || timer !== undefined) return
    timer = setTimeout(() => {
      timer = undefined
      if (leads && line.size > 0 && ready()) line.dispatch()
    }, burstMs)
  }

  const controller: Controller = new Controller({
    name: 'gpuworkload',
    metrics,
    log,
    workers: 8,
    reconcile: gpuWorkloadReconciler({
      ...options,
      line,
      onJoined: dispatchSoon,
      hooks: metrics.gpuWorkloads(),
      view: {
        ready,
        workload: (key) => workloads.store.get(key),
        job: (namespace, name) => jobs.store.get(`${namespace}/${name}`),
        pods: (uid) => feeds.pods.store.byIndex('reservation', uid),
        held: heldBy,
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
      line.abandon(uid)
      inventory.release(uid)
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
      expiry = setInterval(() => inventory.expire(now().getTime()), expiryMs)
    },
    roomChanged: dispatchSoon,
    begin() {
      leads = true
      controller.begin(workloads.store.list().map(keyOf))
    },
    async end() {
      leads = false
      clearTimeout(timer)
      timer = undefined
      await controller.end()
      line.clear()
    },
    async stop() {
      clearInterval(expiry)
      await Promise.all([workloads.stop(), jobs.stop()])
    },
  }
}
