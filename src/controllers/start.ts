/**
 * Starts everything that watches and reconciles. Every replica watches and publishes snapshots; only the leader writes.
 * @module
 */
import { contextOf } from '../decide/context.ts'
import { PlacementIndex } from '../decide/place/placement-index.ts'
import { Inventory } from '../inventory/inventory.ts'
import { defaultQueueConfig } from '../inventory/queue-config.ts'
import type { Snapshot } from '../inventory/snapshot.ts'
import { EventRecorder } from '../kube/events.ts'
import { fenced } from '../kube/fenced.ts'
import { keyOf } from '../kube/key.ts'
import { LeaderElector } from '../kube/leader-election.ts'
import type { KubeClient } from '../kube/types.ts'
import { type EndpointController, endpointController } from './aim-endpoint/controller.ts'
import { recipeController } from './aim-recipe/controller.ts'
import type { AuditHooks } from './audit/audit.ts'
import { backgroundWork } from './background-work.ts'
import { checkDefinitions } from './crd-ownership.ts'
import { disagreementWatch } from './disagreements.ts'
import { createFeeds } from './feeds/feeds.ts'
import { gpuWorkloadController } from './gpu-workload/controller.ts'
import {
  type InferenceServiceController,
  inferenceServiceController,
} from './inference-service/controller.ts'
import { knownCaches } from './known-caches.ts'
import { keptCorrections } from './learning/kept-corrections.ts'
import { learner } from './learning/learn.ts'
import { learnedName } from './learning/learned.ts'
import { readText } from './learning/read-text.ts'
import type { Log } from './log.ts'
import type { Metrics } from './metrics.ts'
import { cacheController } from './model-cache/controller.ts'
import type { FindCache } from './model-cache/named-cache.ts'
import { namesCache } from './model-cache/users-of-cache.ts'
import { queueing } from './queue/queueing.ts'
import { ServingLine } from './queue/serving-line.ts'
import { RecipeUsers } from './recipe-users.ts'
import type { SelfAdmissionHooks } from './self-admission.ts'
import { type ControllerConfig, SnapshotFeed } from './snapshot-feed.ts'
import { Wake } from './wake.ts'
import type { Led, WatchedKind } from './watched-kind.ts'
import { workloadControllers } from './workload/controllers.ts'

export interface ControllersOptions {
  readonly client: KubeClient
  readonly config: ControllerConfig
  /** Where the Lease is. */
  readonly namespace: string
  readonly metrics: Metrics
  readonly log: Log
  /** Takes every snapshot, the same one again at least once a minute. */
  readonly publish: (snapshot: Snapshot) => void
  /** Of this process, unlike that of every other. */
  readonly identity: string
  /** Without, this process takes itself for the leader. */
  readonly leaderElect: boolean
  /** Default: the machine's. */
  readonly now?: () => Date
  /** What exists, judged again and again. Default: never. */
  readonly audit?: { readonly intervalSeconds: number; readonly hooks: AuditHooks }
  /** Digests of the images whose engines may teach what their cache holds. Default: none. */
  readonly learnFrom?: readonly string[]
  /** Whether the API server asks the webhooks. Default: never. */
  readonly selfAdmission?: { readonly intervalSeconds: number; readonly hooks: SelfAdmissionHooks }
}

export interface Controllers {
  /** In step with the API server, and a snapshot is out. */
  ready(): boolean
  /** Decides and queues by another configuration from now on. */
  configure(config: ControllerConfig): void
  /** Ends the term, releases the Lease, sends the last Events. */
  stop(): Promise<void>
}

const leaseName = 'fitgate-controller'

/** Image of Jobs where nobody says: the name that the manifests use. */
const defaultImage = 'fitgate'

/** @throws ForeignDefinitionError when another operator owns the kinds */
export async function startControllers(options: ControllersOptions): Promise<Controllers> {
  const { client, namespace, metrics, log, identity, now = () => new Date() } = options
  await checkDefinitions(client, log)

  let elector: LeaderElector | undefined
  // Of a leader that was frozen and wakes, nothing is written any more.
  const writer = fenced(client, () => elector?.isLeader ?? true)
  const feeds = createFeeds({ client, metrics, log })
  const events = new EventRecorder({
    client,
    controller: 'fitgate.dev/controller',
    instance: identity,
    onDropped: (why, error) => log.warn({ why, err: error }, 'an Event was not sent'),
  })
  let snapshot: Snapshot | undefined
  // Made from watches that run, so it is never stale however long ago its content last changed.
  const context = () => snapshot && contextOf(snapshot, new Date(snapshot.createdAt))

  const findCache: FindCache = ({ kind, name }, inNamespace) => caches.find(kind, inNamespace, name)
  const surroundings = { client: writer, metrics, log, events, now, context }
  const users = new RecipeUsers((name) => {
    recipes.touch(name)
    snapshots.touch()
  })
  // words only: who waits is told where it stands when the line moves, as seldom as when counts do
  const line = new ServingLine(() => wake.take('counts'))
  const recipes = recipeController({
    ...surroundings,
    feeds,
    inForce: (object) => snapshots.hasPublished(object),
    users: (name) => users.count(name),
  })
  const workloads = workloadControllers({
    ...surroundings,
    pods: feeds.pods,
    onChanged: (event) => caches.userChanged(event),
  })
  const wake = new Wake({
    wakeAll() {
      endpoints.wake(() => true)
      workloads.wake(() => true)
      services.wake(() => true)
      gpuWorkloads.wake()
    },
    wakeWaiting() {
      endpoints.wake((phase) => phase === 'Waiting')
      workloads.wake((state) => state === 'Waiting')
      services.wake((waits) => waits)
    },
  })
  const places = new PlacementIndex()
  const inventory = new Inventory({
    onRoom(name, room) {
      places.apply(name, room)
      capacity.roomChanged()
    },
  })
  const capacity = queueing({
    client,
    metrics,
    log,
    feeds,
    inventory,
    places,
    config: options.config.queue ?? defaultQueueConfig,
    members: () => [gpuWorkloads, services, endpoints],
    now,
  })
  const placing = { ...surroundings, feeds, inventory, places, queueing: capacity }
  const gpuWorkloads = gpuWorkloadController(placing)
  const occupants = () => [...endpoints.occupants(), ...services.occupants()]
  const serving = { ...placing, users, findCache, line, occupants }
  const endpoints: EndpointController = endpointController(serving)
  const services: InferenceServiceController = inferenceServiceController({ ...serving, readText })
  let { image = defaultImage } = options.config
  const caches = cacheController({
    ...surroundings,
    feeds,
    services: () => services.store.list(),
    workloads: () => workloads.annotated(),
    servicesOf: (instance) => services.store.byIndex('instance', instance),
    image: () => image,
    readText,
    onChanged(cache) {
      snapshots.touch()
      for (const service of services.store.list())
        if (namesCache(service, cache)) services.touch(keyOf(service))
      for (const endpoint of feeds.endpoints.store.list())
        if (namesCache(endpoint, cache)) endpoints.touch(keyOf(endpoint))
    },
  })
  services.store.subscribe(caches.userChanged)
  feeds.endpoints.store.subscribe(caches.userChanged)
  const disagreements = disagreementWatch(log)
  const { learnFrom = [] } = options
  const kept = keptCorrections(feeds, namespace, learnFrom)
  const snapshots = new SnapshotFeed({
    // a cache that nobody has told of yet is not one that is missing
    feeds: { ...feeds, hasSynced: () => feeds.hasSynced() && caches.hasSynced() },
    users,
    inventory,
    config: options.config,
    learned: kept.list,
    caches: () => knownCaches(caches.list()),
    now,
    onSnapshot(newest, change) {
      snapshot = newest
      disagreements(newest.hardware)
      options.publish(newest)
      wake.take(change)
    },
  })

  const learn = learner({
    client: writer,
    namespace,
    log,
    imageDigests: learnFrom,
    serving: () => [...feeds.endpoints.store.list(), ...services.store.list()],
    context,
    learned: kept.list,
    kept: kept.object,
    readText,
  })
  const chores = backgroundWork({
    ...options,
    client: writer,
    now,
    context,
    pods: feeds.pods,
    askEngines: services.askEngines,
    ...(learnFrom.length === 0 ? {} : { learn }),
  })

  for (const { store } of feeds.children)
    store.subscribe(({ object }) => {
      if (object.metadata.name === learnedName) snapshots.touch()
    })
  const watched: readonly WatchedKind[] = [workloads, gpuWorkloads, services, caches]
  const led: readonly Led[] = [endpoints, recipes, ...watched, chores]
  feeds.start()
  capacity.start()
  for (const kind of watched) kind.start()
  snapshots.start()

  const begin = () => {
    log.info({ identity }, 'leading')
    metrics.leader(leaseName, true)
    capacity.begin()
    for (const one of led) one.begin()
  }
  const end = async () => {
    metrics.leader(leaseName, false)
    await Promise.all(led.map((one) => one.end()))
    capacity.end()
  }
  metrics.leader(leaseName, false)
  elector = options.leaderElect
    ? new LeaderElector({
        client,
        namespace,
        name: leaseName,
        identity,
        onStarted: begin,
        onStopped: end,
        onError: (error) => log.warn({ err: error }, 'the Lease cannot be read or written'),
      }).start()
    : undefined
  if (elector === undefined) begin()

  return {
    ready: () => feeds.hasSynced() && snapshot !== undefined,
    configure(config) {
      snapshots.configure(config)
      capacity.configure(config.queue ?? defaultQueueConfig)
      image = config.image ?? defaultImage
    },
    async stop() {
      snapshots.stop()
      wake.stop()
      await (elector === undefined ? end() : elector.stop())
      await events.stop()
      await Promise.all([feeds, capacity, ...watched].map((one) => one.stop()))
    },
  }
}
