/**
 * AIMEndpoints: what of the cluster concerns each, and the worker that brings it to what its plan says.
 * @module
 */
import type { PlacementIndex } from '../../decide/place/placement-index.ts'
import type { Inventory } from '../../inventory/inventory.ts'
import { keyOf, ownerKeys } from '../../kube/key.ts'
import { resources } from '../../kube/resources.ts'
import { Controller } from '../controller.ts'
import { endpointKeysOfPod, type Feeds, podsOfEndpoint } from '../feeds/feeds.ts'
import { OwnedGroups } from '../groups/owned.ts'
import type { Occupant } from '../groups/taken-domains.ts'
import type { FindCache } from '../model-cache/named-cache.ts'
import type { Queueing, QueueMember } from '../queue/queueing.ts'
import type { ServingLine } from '../queue/serving-line.ts'
import type { RecipeUsers } from '../recipe-users.ts'
import type { Led, Surroundings } from '../watched-kind.ts'
import { type EndpointObject, endpointReconciler } from './reconcile.ts'
import { RefreshLimit } from './refresh-limit.ts'

/** Until the cluster is known as a whole, seconds. */
const unknownSeconds = 1

export interface EndpointControllerOptions extends Surroundings {
  /** Watched by whoever made them: others read them too. */
  readonly feeds: Feeds
  /** Who holds to which recipe. */
  readonly users: Pick<RecipeUsers, 'take'>
  readonly findCache: FindCache
  /** Those that serve and wait. */
  readonly line: ServingLine
  readonly inventory: Inventory
  /** Kept by the inventory's events. */
  readonly places: PlacementIndex
  /** Where groups wait for nodes. */
  readonly queueing: Pick<Queueing, 'queue' | 'usage' | 'urgencyOf' | 'joined'>
  /** What has groups, of all kinds. */
  readonly occupants: () => Iterable<Occupant>
}

export interface EndpointController extends Led, QueueMember {
  /** Endpoints, as those that may have groups. */
  occupants(): readonly Occupant[]
  /** Looks at one again. */
  touch(key: string): void
  /** Touches those whose phase is meant. */
  wake(isMeant: (phase: string | undefined) => boolean): void
}

export function endpointController(options: EndpointControllerOptions): EndpointController {
  const { client, metrics, log, events, now, context, feeds, findCache, line } = options
  const { store } = feeds.endpoints
  const podsOf = (endpoint: EndpointObject) => podsOfEndpoint(feeds, endpoint)
  const groups = new OwnedGroups<EndpointObject>({
    ...options,
    nodes: feeds.nodes.store,
    owners: store,
    isSynced: () => feeds.hasSynced() && context() !== undefined,
    podsOf,
    priorityOf: ({ spec: { priorityClassName } }) => ({
      priority: 'normal',
      ...(priorityClassName === undefined ? {} : { priorityClassName }),
    }),
    touch: (key) => controller.touch(key),
  })
  const reconcile = endpointReconciler({
    client,
    events,
    now,
    refreshes: new RefreshLimit(() => performance.now()),
    findCache,
    line,
    groups,
    view: {
      object: (key) => store.get(key),
      children: (key) => feeds.children.flatMap((children) => children.store.byIndex('owner', key)),
      pods: podsOf,
      context,
    },
  })
  const controller: Controller = new Controller({
    name: 'aimendpoint',
    metrics,
    log,
    // a pass mostly waits for the API server, which serves whoever asks for more at a time sooner
    workers: 16,
    reconcile: async (key) => (groups.ready() ? reconcile(key) : { requeueAfterSeconds: unknownSeconds }),
  })

  store.subscribe((event) => {
    options.users.take(event)
    line.take(event.object, event.type === 'deleted')
    groups.take(event)
    const { metadata, status } = event.object
    // What a person wants of one comes before what becomes of others: of a thousand, all have their children before the first is told
    // of each of its pods.
    const isServed = status?.observedGeneration === metadata.generation
    controller.touch(keyOf(event.object), isServed ? 'low' : 'normal')
  })
  feeds.pods.store.subscribe(({ object }) => {
    for (const key of endpointKeysOfPod(feeds, object)) controller.touch(key, 'low')
  })
  for (const children of feeds.children)
    children.store.subscribe(({ object }) => {
      for (const key of ownerKeys(object, resources.aimEndpoint)) controller.touch(key, 'low')
    })

  return {
    ready: () => groups.ready(),
    // what serves is not taken down for others
    victims: () => [],
    occupants: () => groups.occupants(),
    touch: (key) => controller.touch(key),
    wake(isMeant) {
      for (const endpoint of store.list())
        if (isMeant(endpoint.status?.phase)) controller.touch(keyOf(endpoint))
    },
    begin: () => controller.begin(store.list().map(keyOf)),
    end: () => controller.end(),
  }
}
