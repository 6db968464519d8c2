/**
 * InferenceServices: what is watched of them, what their groups hold and wait for, and the worker that brings each to what its plan says.
 * @module
 */
import type { InferenceService } from '../../api/inference/inference-service.ts'
import type { PlacementIndex } from '../../decide/place/placement-index.ts'
import type { Inventory } from '../../inventory/inventory.ts'
import { keyOf, ownerKeys } from '../../kube/key.ts'
import { resources } from '../../kube/resources.ts'
import type { Store } from '../../kube/store.ts'
import type { KubeObject } from '../../kube/types.ts'
import { findCondition } from '../../vocabulary/conditions.ts'
import { RefreshLimit } from '../aim-endpoint/refresh-limit.ts'
import { servingReconciler } from '../aim-endpoint/serving-reconciler.ts'
import { pinnedEngine } from '../aim-endpoint/written-pin.ts'
import { Controller } from '../controller.ts'
import { createFeed } from '../feeds/feed.ts'
import { type Feeds, instanceOf, serviceOfPod } from '../feeds/feeds.ts'
import { OwnedGroups } from '../groups/owned.ts'
import type { Occupant } from '../groups/taken-domains.ts'
import type { AskOptions } from '../learning/ask-engine.ts'
import type { FindCache } from '../model-cache/named-cache.ts'
import type { Queueing, QueueMember } from '../queue/queueing.ts'
import type { ServingLine } from '../queue/serving-line.ts'
import type { RecipeUsers } from '../recipe-users.ts'
import type { Surroundings, WatchedKind } from '../watched-kind.ts'
import { MemoryWatch } from './memory-watch.ts'
import { planService, type ServicePlan } from './plan.ts'

/** An InferenceService as it is watched. */
export type ServiceObject = InferenceService & KubeObject

export interface InferenceServiceControllerOptions extends Surroundings {
  readonly feeds: Pick<Feeds, 'nodes' | 'pods' | 'children' | 'hasMonitors'>
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
  /** What has groups, of all kinds. */
  readonly occupants: () => Iterable<Occupant>
  /** Where groups wait for nodes. */
  readonly queueing: Pick<Queueing, 'queue' | 'usage' | 'urgencyOf' | 'joined'>
}

export interface InferenceServiceController extends QueueMember, WatchedKind {
  /** Services, as those that may have groups. */
  occupants(): readonly Occupant[]
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
  const services = createFeed<ServiceObject, 'instance'>({
    client,
    metrics,
    log,
    type: resources.inferenceService,
    optional: true,
    indexes: { instance: instanceOf },
  })
  const podsOf = (service: KubeObject) =>
    instanceOf(service).flatMap((key) => feeds.pods.store.byIndex('service', key))

  const watched = [services, ...feeds.children, feeds.nodes, feeds.pods]
  const groups = new OwnedGroups<ServiceObject>({
    client,
    queueing,
    inventory,
    places,
    nodes: feeds.nodes.store,
    owners: services.store,
    isSynced: () => watched.every((feed) => feed.hasSynced()) && context() !== undefined,
    now,
    podsOf,
    occupants: options.occupants,
    priorityOf: () => ({ priority: 'normal' }),
    touch: (key) => controller.touch(key),
  })

  async function withPods(object: ServiceObject, plan: ServicePlan) {
    const afterSeconds = await groups.carryOut(object, plan.groups)
    const looks = [
      ...(afterSeconds === undefined ? [] : [afterSeconds]),
      // nothing tells that a definition was installed
      ...(object.spec?.monitoring?.enabled === true && !feeds.hasMonitors() ? [monitorSeconds] : []),
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
        monitors: feeds.hasMonitors(),
        findCache: options.findCache,
        placeOf: (candidate) => options.line.placeOf(uid, candidate),
        groups: groups.view(situation.object),
      })
    },
    isStatusFirst: (plan) => plan.isReserving,
    withPods,
    view: {
      object: (key) => services.store.get(key),
      children: (key) => feeds.children.flatMap(({ store }) => store.byIndex('service', key)),
      pods: podsOf,
      context,
    },
  })
  const controller: Controller = new Controller({
    name: 'inferenceservice',
    metrics,
    log,
    workers: 8,
    reconcile: async (key) => (groups.ready() ? reconcile(key) : { requeueAfterSeconds: unknownSeconds }),
  })

  services.store.subscribe((event) => {
    const { type, object } = event
    options.users.take(event)
    memory.take(object, type === 'deleted')
    options.line.take(object, type === 'deleted')
    groups.take(event)
    controller.touch(keyOf(object))
  })
  feeds.pods.store.subscribe(({ object }) => {
    for (const key of serviceOfPod(object))
      for (const service of services.store.byIndex('instance', key)) controller.touch(keyOf(service))
  })
  for (const { store } of feeds.children)
    store.subscribe(({ object }) => {
      for (const key of ownerKeys(object, resources.inferenceService)) controller.touch(key)
    })

  return {
    store: services.store,
    touch: (key) => controller.touch(key),
    askEngines: (signal) => memory.pass(signal),
    ready: () => groups.ready(),
    // what serves is not taken down for others
    victims: () => [],
    occupants: () => groups.occupants(),
    start: () => services.start(),
    wake(isMeant) {
      for (const service of services.store.list())
        if (isMeant(waitsForPlace(service))) controller.touch(keyOf(service))
    },
    begin: () => controller.begin(services.store.list().map(keyOf)),
    end: () => controller.end(),
    stop: () => services.stop(),
  }
}
