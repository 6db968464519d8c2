/**
 * InferenceServices: what is watched of them, what their groups hold and wait for, and the worker that brings each to what its plan says.
 * @module
 */
import type { InferenceService } from '../../api/inference/inference-service.ts'
import { placeGroup } from '../../decide/place/place-group.ts'
import type { PlacementIndex } from '../../decide/place/placement-index.ts'
import type { Inventory } from '../../inventory/inventory.ts'
import { keyOf, ownerKeys } from '../../kube/key.ts'
import { resources } from '../../kube/resources.ts'
import type { Store } from '../../kube/store.ts'
import type { KubeObject } from '../../kube/types.ts'
import { managedBy } from '../../render/object.ts'
import { findCondition } from '../../vocabulary/conditions.ts'
import { labels } from '../../vocabulary/names.ts'
import type { Child } from '../aim-endpoint/child.ts'
import { optionalChildTypes } from '../aim-endpoint/child-types.ts'
import { RefreshLimit } from '../aim-endpoint/refresh-limit.ts'
import { servingReconciler } from '../aim-endpoint/serving-reconciler.ts'
import { pinnedEngine } from '../aim-endpoint/written-pin.ts'
import { Controller } from '../controller.ts'
import { createFeed } from '../feeds/feed.ts'
import { type Feeds, instanceOf, serviceOfPod } from '../feeds/feeds.ts'
import type { AskOptions } from '../learning/ask-engine.ts'
import type { FindCache } from '../model-cache/named-cache.ts'
import type { Queueing, QueueMember } from '../queue/queueing.ts'
import type { ServingLine } from '../queue/serving-line.ts'
import type { Waiter } from '../queue/waiter.ts'
import type { RecipeUsers } from '../recipe-users.ts'
import type { Surroundings, WatchedKind } from '../watched-kind.ts'
import { movePods } from '../groups/pods.ts'
import { GroupReservations } from '../groups/reservations.ts'
import { MemoryWatch } from './memory-watch.ts'
import { planService, type ServicePlan } from './plan.ts'
import { takenDomains } from '../groups/taken-domains.ts'

/** An InferenceService as it is watched. */
export type ServiceObject = InferenceService & KubeObject

export interface InferenceServiceControllerOptions extends Surroundings {
  readonly feeds: Pick<Feeds, 'nodes' | 'pods' | 'children'>
  readonly inventory: Inventory
  /** Kept by the inventory's events. */
  readonly places: PlacementIndex
  /** Who holds to which recipe. */
  readonly users: Pick<RecipeUsers, 'take'>
  readonly findCache: FindCache
  /** Those that serve on one node and wait. */
  readonly line: ServingLine
  /** Reads what an engine tells of itself. */
  readonly readText: AskOptions['readText']
  /** Where groups wait for nodes. */
  readonly queueing: Pick<Queueing, 'queue' | 'usage' | 'urgencyOf' | 'joined'>
}

export interface InferenceServiceController extends QueueMember, WatchedKind {
  /** `instance`: by the value of the label on their pods. */
  readonly store: Store<ServiceObject, 'instance'>
  /** Looks at one again. */
  touch(key: string): void
  /** Asks engines what they have taken of their GPUs; a pass of those that began to serve. */
  askEngines(signal: AbortSignal): Promise<void>
  /** Touches those that are meant, by whether they wait for a place. */
  wake(isMeant: (waits: boolean) => boolean): void
}

const waitsForPlace = ({ status }: ServiceObject) =>
  findCondition(status?.conditions, 'Placed')?.status !== 'True'

/** Until it is looked again whether ServiceMonitors are understood, seconds. */
const monitorSeconds = 300

/** Until the cluster is known as a whole, seconds. */
const unknownSeconds = 1

export function inferenceServiceController(
  options: InferenceServiceControllerOptions,
): InferenceServiceController {
  const { client, metrics, log, events, now, context, feeds, inventory, places, queueing } = options
  const { queue } = queueing
  const reservations = new GroupReservations({ queueing, inventory, now })
  const services = createFeed<ServiceObject, 'instance'>({
    client,
    metrics,
    log,
    type: resources.inferenceService,
    optional: true,
    indexes: { instance: instanceOf },
  })
  const optionalChildren = optionalChildTypes.map((type) => ({
    type,
    feed: createFeed<Child, 'service'>({
      client,
      metrics,
      log,
      type,
      optional: true,
      labelSelector: `${labels.managedBy}=${managedBy}`,
      indexes: { service: (child) => ownerKeys(child, resources.inferenceService) },
    }),
  }))
  const children = [...feeds.children, ...optionalChildren.map(({ feed }) => feed)]
  const hasMonitors = () =>
    optionalChildren.some(({ type, feed }) => type === resources.serviceMonitor && feed.isServed())
  const podsOf = (service: KubeObject) =>
    instanceOf(service).flatMap((key) => feeds.pods.store.byIndex('service', key))

  let isKnown = false
  const ready = () => {
    if (isKnown) return true
    const synced = [services, ...children, feeds.nodes, feeds.pods].every((feed) => feed.hasSynced())
    if (!synced || context() === undefined) return false
    isKnown = true
    // what was promised before this process began, before anybody is given anything
    for (const service of services.store.list()) hold(service)
    return true
  }
  const hold = ({ metadata, status }: ServiceObject) =>
    reservations.hold({
      service: metadata.uid ?? '',
      namespace: metadata.namespace ?? '',
      groups: status?.groups ?? [],
    })

  function domainsBeside(uid: string, topology: string, index: number): readonly string[] {
    const occupants = services.store.list().map((service) => ({
      uid: service.metadata.uid ?? '',
      reserved: service.status?.groups ?? [],
      pods: podsOf(service),
    }))
    return takenDomains(
      occupants,
      { uid, index },
      (node) => feeds.nodes.store.get(node)?.metadata.labels?.[topology],
    )
  }

  async function withPods(object: ServiceObject, { groups, status }: ServicePlan) {
    const { uid = '', namespace = '', creationTimestamp = '' } = object.metadata
    const { plan, requestOf, preferredNodes } = groups ?? {}
    const touch = () => controller.touch(keyOf(object))
    const waiting = (plan?.waits ?? []).flatMap(({ id, index, hasPods }): Waiter[] => {
      const urgency = queueing.urgencyOf({ priority: 'normal' })
      if (requestOf === undefined || urgency === undefined) return []
      const sinceMs = Date.parse(creationTimestamp) || 0
      const request = requestOf(index)
      const liked = preferredNodes === undefined ? {} : { preferredNodes }
      const waiter = { uid: id, namespace, ...urgency, sinceMs, request, ...liked, touch }
      return [hasPods ? { ...waiter, hasPods } : waiter]
    })
    // where it stands is told once it has joined
    if (reservations.wait(uid, waiting, status.groups ?? [])) void queueing.joined().then(touch)
    if (plan !== undefined) await movePods(client, plan)
    const looks = [
      ...(plan?.afterSeconds === undefined ? [] : [plan.afterSeconds]),
      // nothing tells that a definition was installed
      ...(object.spec?.monitoring?.enabled === true && !hasMonitors() ? [monitorSeconds] : []),
    ]
    return looks.length === 0 ? {} : { requeueAfterSeconds: Math.min(...looks) }
  }

  const memory = new MemoryWatch({
    client,
    log,
    readText: options.readText,
    services: () => services.store.list(),
    touch: (key) => controller.touch(key),
  })
  const reconcile = servingReconciler<ServiceObject, ServicePlan>({
    client,
    type: resources.inferenceService,
    events,
    now,
    refreshes: new RefreshLimit(() => performance.now()),
    engineOf: pinnedEngine,
    plan: (situation) => {
      const { uid = '' } = situation.object.metadata
      const memoryUsage = memory.of(uid)
      return planService({
        ...situation,
        ...(memoryUsage === undefined ? {} : { memoryUsage }),
        monitors: hasMonitors(),
        findCache: options.findCache,
        placeOf: (candidate) => options.line.placeOf(uid, candidate),
        groups: {
          pods: podsOf(situation.object),
          grantOf: (id) => queue.grantOf(id),
          standingOf: (id) => queue.standingOf(id),
          isHeld: (id) => reservations.isHeld(id),
          hasRoom: (request) => 'placements' in placeGroup(places, request),
          takenDomains: (topology, index) => domainsBeside(uid, topology, index),
        },
      })
    },
    isStatusFirst: (plan) => plan.isReserving,
    withPods,
    view: {
      object: (key) => services.store.get(key),
      children: (key) => children.flatMap(({ store }) => store.byIndex('service', key)),
      pods: podsOf,
      context,
    },
  })
  const controller: Controller = new Controller({
    name: 'inferenceservice',
    metrics,
    log,
    workers: 8,
    reconcile: async (key) => (ready() ? reconcile(key) : { requeueAfterSeconds: unknownSeconds }),
  })

  services.store.subscribe((event) => {
    const { type, object } = event
    options.users.take(event)
    memory.take(object, type === 'deleted')
    options.line.take(object, type === 'deleted')
    const { uid = '' } = object.metadata
    if (type === 'deleted') reservations.forget(uid)
    else if (isKnown) hold(object)
    controller.touch(keyOf(object))
  })
  feeds.pods.store.subscribe(({ object }) => {
    for (const key of serviceOfPod(object))
      for (const service of services.store.byIndex('instance', key)) controller.touch(keyOf(service))
  })
  for (const { store } of children)
    store.subscribe(({ object }) => {
      for (const key of ownerKeys(object, resources.inferenceService)) controller.touch(key)
    })

  return {
    store: services.store,
    touch: (key) => controller.touch(key),
    askEngines: (signal) => memory.pass(signal),
    ready,
    // what serves is not taken down for others
    victims: () => [],
    start() {
      services.start()
      for (const { feed } of optionalChildren) feed.start()
    },
    wake(isMeant) {
      for (const service of services.store.list())
        if (isMeant(waitsForPlace(service))) controller.touch(keyOf(service))
    },
    begin: () => controller.begin(services.store.list().map(keyOf)),
    end: () => controller.end(),
    async stop() {
      await Promise.all([services.stop(), ...optionalChildren.map(({ feed }) => feed.stop())])
    },
  }
}
