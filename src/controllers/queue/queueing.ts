/**
 * The queue at work: what it watches of the cluster, when it gives out what is free, and how often it tells people where they stand.
 * @module
 */
import type { PlacementIndex } from '../../decide/place/placement-index.ts'
import type { Inventory } from '../../inventory/inventory.ts'
import type { QueueConfig } from '../../inventory/queue-config.ts'
import { gpuQuotas } from '../../inventory/resource-quotas.ts'
import { resources } from '../../kube/resources.ts'
import type { KubeClient } from '../../kube/types.ts'
import { createFeed } from '../feeds/feed.ts'
import type { Feeds } from '../feeds/feeds.ts'
import type { Log } from '../log.ts'
import type { Metrics } from '../metrics.ts'
import { CapacityQueue } from './capacity-queue.ts'
import { NamespaceUsage } from './namespace-usage.ts'
import type { Victim } from './preemption.ts'
import { type PriorityClassObject, projectPriorityClass, type Urgency, urgencyOf } from './priority-class.ts'

/** A kind whose objects wait in the queue. */
export interface QueueMember {
  /** What its objects have reserved is in the inventory, so that others may be given the rest. */
  ready(): boolean
  /** Those that hold devices and may be taken down for others. */
  victims(): readonly Victim[]
}

export interface QueueingOptions {
  readonly client: KubeClient
  readonly metrics: Metrics
  readonly log: Log
  readonly feeds: Pick<Feeds, 'pods' | 'quotas'>
  readonly inventory: Inventory
  /** Kept by the inventory's events. */
  readonly places: PlacementIndex
  readonly config: QueueConfig
  readonly members: () => readonly QueueMember[]
  readonly now: () => Date
}

export interface Queueing {
  readonly queue: CapacityQueue
  readonly usage: NamespaceUsage
  /** What the platform says now. */
  config(): QueueConfig
  /** Goes by another configuration from now on. */
  configure(config: QueueConfig): void
  /** `undefined` where the PriorityClass that is named does not exist. */
  urgencyOf(spec: Parameters<typeof urgencyOf>[0]): Urgency | undefined
  /** Devices may have come free. */
  roomChanged(): void
  /** Resolves when whoever has joined by now was given a place, or there is none. */
  joined(): Promise<void>
  /** Quotas, PriorityClasses and pods are known. */
  hasSynced(): boolean
  /** Begins to watch. */
  start(): void
  /** Begins a term. */
  begin(): void
  end(): void
  /** Stops watching. */
  stop(): Promise<void>
}

/** Changes come in bursts, and so do those that join; one look serves all of a burst, ms. */
const burstMs = 10

/** Until it is seen again whether everything is known that has to be, ms. */
const catchUpMs = 100

/** Places in the queue are told this often at most, ms. */
const refreshMs = 30_000

export function queueing(options: QueueingOptions): Queueing {
  const { client, metrics, log, feeds, inventory, places, members, now } = options
  let { config } = options
  const usage = new NamespaceUsage()
  const { quotas } = feeds
  const classes = createFeed<PriorityClassObject>({
    client,
    metrics,
    log,
    type: resources.priorityClass,
    project: projectPriorityClass,
  })
  // the API server gives it to pods that name none
  const defaultClass = () =>
    classes.store.list().find(({ globalDefault }) => globalDefault === true)?.metadata.name
  const hasSynced = () => quotas.hasSynced() && classes.hasSynced() && feeds.pods.hasSynced()
  const queue = new CapacityQueue({
    places,
    inventory,
    config: () => config,
    usage,
    quotas: ({ namespace, priorityClassName = defaultClass() }) =>
      quotas.store
        .byIndex('namespace', namespace)
        .flatMap((quota) => gpuQuotas(quota, { priorityClassName })),
    victims: () => members().flatMap((member) => member.victims()),
    now,
  })
  let leads = false
  let isDispatching = false
  let timer: NodeJS.Timeout | undefined
  let refreshing: NodeJS.Timeout | undefined
  let dispatched = Promise.withResolvers<void>()

  const dispatch = () => {
    timer = undefined
    const told = dispatched
    dispatched = Promise.withResolvers()
    if (leads && queue.size > 0) {
      if (hasSynced() && members().every((member) => member.ready())) {
        isDispatching = true
        try {
          queue.dispatch()
        } finally {
          isDispatching = false
        }
      } else {
        // nothing tells when the last of them has caught up, and the cluster may be quiet then
        timer = setTimeout(dispatch, catchUpMs)
      }
    }
    told.resolve()
  }
  const dispatchSoon = () => {
    // what is given out makes no room
    if (leads && !isDispatching) timer ??= setTimeout(dispatch, burstMs)
  }

  feeds.pods.store.subscribe(({ type, object }) => {
    const { namespace = '', name } = object.metadata
    if (type === 'deleted') usage.removePod(namespace, name)
    else usage.applyPod(object)
    if (queue.size > 0) dispatchSoon()
  })
  quotas.store.subscribe(dispatchSoon)

  return {
    queue,
    usage,
    config: () => config,
    configure(next) {
      config = next
      dispatchSoon()
    },
    urgencyOf: (spec) => urgencyOf(spec, (name) => classes.store.get(name)),
    roomChanged: dispatchSoon,
    joined() {
      if (!leads) return Promise.resolve()
      dispatchSoon()
      return dispatched.promise
    },
    hasSynced,
    start: () => classes.start(),
    begin() {
      leads = true
      refreshing = setInterval(() => queue.refresh(), refreshMs)
    },
    end() {
      leads = false
      clearInterval(refreshing)
      clearTimeout(timer)
      timer = undefined
      dispatched.resolve()
      dispatched = Promise.withResolvers()
      queue.clear()
    },
    stop: () => classes.stop(),
  }
}
