/**
 * Starts everything that watches and reconciles. Every replica watches and publishes snapshots; only the leader writes.
 * @module
 */
import { contextOf } from '../decide/context.ts'
import { PlacementIndex } from '../decide/place/placement-index.ts'
import { Inventory } from '../inventory/inventory.ts'
import { defaultQueueConfig } from '../inventory/queue-config.ts'
import type { Snapshot } from '../inventory/snapshot.ts'
import { ApiError } from '../kube/api-error.ts'
import { sleep, systemClock } from '../kube/clock.ts'
import { EventRecorder } from '../kube/events.ts'
import { fenced } from '../kube/fenced.ts'
import { keyOf, ownerKeys } from '../kube/key.ts'
import { LeaderElector } from '../kube/leader-election.ts'
import { resources } from '../kube/resources.ts'
import type { KubeClient } from '../kube/types.ts'
import { endpointReconciler } from './aim-endpoint/reconcile.ts'
import { RefreshLimit } from './aim-endpoint/refresh-limit.ts'
import { recipeReconciler } from './aim-recipe/reconcile.ts'
import type { AuditHooks } from './audit/audit.ts'
import { backgroundWork } from './background-work.ts'
import { Controller } from './controller.ts'
import { checkDefinitions } from './crd-ownership.ts'
import { disagreementWatch } from './disagreements.ts'
import { createFeeds, endpointKeysOfPod, podsOfEndpoint } from './feeds/feeds.ts'
import { gpuWorkloadController } from './gpu-workload/controller.ts'
import { inferenceServiceController } from './inference-service/controller.ts'
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
import { RecipeUsers } from './recipe-users.ts'
import type { SelfAdmissionHooks } from './self-admission.ts'
import { type ControllerConfig, SnapshotFeed } from './snapshot-feed.ts'
import { Wake } from './wake.ts'
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
  await whenAnswered(
    () =>
      checkDefinitions(
        client,
        [
          resources.aimCache,
          resources.aimEndpoint,
          resources.aimRecipe,
          resources.gpuWorkload,
          resources.inferenceService,
          resources.modelCache,
        ],
        log,
      ),
    log,
  )

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
  const endpoints = new Controller({
    name: 'aimendpoint',
    metrics,
    log,
    // a pass mostly waits for the API server, which serves whoever asks for more at a time sooner
    workers: 16,
    reconcile: endpointReconciler({
      client: writer,
      events,
      now,
      refreshes: new RefreshLimit(() => performance.now()),
      findCache,
      view: {
        object: (key) => feeds.endpoints.store.get(key),
        children: (key) => feeds.children.flatMap(({ store }) => store.byIndex('owner', key)),
        pods: (endpoint) => podsOfEndpoint(feeds, endpoint),
        context,
      },
    }),
  })
  const users = new RecipeUsers((name) => {
    recipes.touch(name)
    snapshots.touch()
  })
  const recipes = new Controller({
    name: 'aimrecipe',
    metrics,
    log,
    workers: 1,
    reconcile: recipeReconciler({
      client: writer,
      events,
      now,
      recipe: (name) => feeds.recipes.store.get(name),
      inForce: (object) => snapshots.hasPublished(object),
      users: (name) => users.count(name),
    }),
  })
  const surroundings = { client: writer, metrics, log, events, now, context }
  const workloads = workloadControllers({
    ...surroundings,
    pods: feeds.pods,
    onChanged: (event) => caches.userChanged(event),
  })
  const touchEndpoints = (isMeant: (phase: string | undefined) => boolean) => {
    for (const endpoint of feeds.endpoints.store.list())
      if (isMeant(endpoint.status?.phase)) endpoints.touch(keyOf(endpoint))
  }
  const wake = new Wake({
    wakeAll() {
      touchEndpoints(() => true)
      workloads.wake(() => true)
      services.wake(() => true)
      gpuWorkloads.wake()
    },
    wakeWaiting() {
      touchEndpoints((phase) => phase === 'Waiting')
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
    members: () => [gpuWorkloads, services],
    now,
  })
  const placing = { ...surroundings, feeds, inventory, places, queueing: capacity }
  const gpuWorkloads = gpuWorkloadController(placing)
  const services = inferenceServiceController({ ...placing, users, findCache })
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
    endpoints: () => feeds.endpoints.store.list(),
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
    ...(learnFrom.length === 0 ? {} : { learn }),
  })

  feeds.endpoints.store.subscribe((event) => {
    users.take(event)
    const { metadata, status } = event.object
    // What a person wants of one comes before what becomes of others: of a thousand, all have their children before the first is told
    // of each of its pods.
    const isServed = status?.observedGeneration === metadata.generation
    endpoints.touch(keyOf(event.object), isServed ? 'low' : 'normal')
  })
  feeds.recipes.store.subscribe(({ object }) => recipes.touch(keyOf(object)))
  feeds.pods.store.subscribe(({ object }) => {
    for (const key of endpointKeysOfPod(feeds, object)) endpoints.touch(key, 'low')
  })
  for (const { store } of feeds.children) {
    store.subscribe(({ object }) => {
      for (const key of ownerKeys(object, resources.aimEndpoint)) endpoints.touch(key, 'low')
      if (object.metadata.name === learnedName) snapshots.touch()
    })
  }
  feeds.start()
  workloads.start()
  capacity.start()
  gpuWorkloads.start()
  services.start()
  caches.start()
  snapshots.start()

  const begin = () => {
    log.info({ identity }, 'leading')
    metrics.leader(leaseName, true)
    endpoints.begin(feeds.endpoints.store.list().map(keyOf))
    recipes.begin(feeds.recipes.store.list().map(keyOf))
    workloads.begin()
    capacity.begin()
    gpuWorkloads.begin()
    services.begin()
    caches.begin()
    chores.begin()
  }
  const end = async () => {
    metrics.leader(leaseName, false)
    await Promise.all([
      endpoints.end(),
      recipes.end(),
      workloads.end(),
      gpuWorkloads.end(),
      services.end(),
      caches.end(),
      chores.end(),
    ])
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
      await Promise.all([
        feeds.stop(),
        workloads.stop(),
        gpuWorkloads.stop(),
        services.stop(),
        caches.stop(),
        capacity.stop(),
      ])
    },
  }
}

/** Repeats while the API server does not answer. */
async function whenAnswered(run: () => Promise<void>, log: Log): Promise<void> {
  for (;;) {
    try {
      return await run()
    } catch (error) {
      if (!(error instanceof ApiError) || (error.code > 0 && error.code < 500 && error.code !== 429))
        throw error
      log.warn({ err: error }, 'the API server does not answer yet')
      await sleep(systemClock, 1000)
    }
  }
}
