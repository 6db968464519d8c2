/**
 * Cluster to snapshot: what is known now, published a moment after something changed.
 * @module
 */
import type { Recipe } from '../catalog/recipe.ts'
import type { Correction } from '../inventory/corrections.ts'
import type { Hardware, HardwareShape } from '../inventory/hardware.ts'
import { Inventory } from '../inventory/inventory.ts'
import type { KnownCache } from '../inventory/known-caches.ts'
import { remember } from '../inventory/last-seen.ts'
import type { QueueConfig } from '../inventory/queue-config.ts'
import { withResourceQuotas } from '../inventory/resource-quotas.ts'
import type { DecisionConfig, Snapshot } from '../inventory/snapshot.ts'
import { buildSnapshot } from '../inventory/snapshot-build.ts'
import { canonicalJson, shortHash } from '../vocabulary/names.ts'
import { findRecipe } from './aim-recipe/plan.ts'
import { endpointGPUs } from './endpoint-gpus.ts'
import type { Feeds, RecipeObject } from './feeds/feeds.ts'
import { withLearned } from './learning/kept-corrections.ts'
import type { RecipeUsers } from './recipe-users.ts'

/** What the platform set. */
export interface ControllerConfig {
  readonly decision: DecisionConfig
  /** Absent when nothing is declared. */
  readonly declared?: Hardware
  readonly lastSeenHours: number
  /** Default: no ceilings, nobody is taken down for another. */
  readonly queue?: QueueConfig
  /** Image of fitgate, for the Jobs of caches. Default `fitgate`. */
  readonly image?: string
}

/** `none`: a sign of life. `counts`: only free devices and users moved. `plans`: other plans may be possible now. */
export type SnapshotChange = 'none' | 'counts' | 'plans'

export interface SnapshotFeedOptions {
  readonly feeds: Pick<Feeds, 'nodes' | 'pods' | 'endpoints' | 'recipes' | 'quotas' | 'hasSynced'> &
    Partial<Pick<Feeds, 'storageClasses'>>
  readonly users: RecipeUsers
  /** Kept by the watches' events, for others who place and reserve. Default: one of its own. */
  readonly inventory?: Inventory
  /** At first; `configure` takes others. */
  readonly config: ControllerConfig
  /** What starts have taught. Default: nothing. */
  readonly learned?: () => readonly Correction[]
  /** Caches of models that there are. Default: nobody looks. */
  readonly caches?: () => readonly KnownCache[]
  readonly onSnapshot: (snapshot: Snapshot, change: SnapshotChange) => void
  readonly now: () => Date
}

/** Events of one roll-out come in bursts: the first makes a snapshot at once, the others share the next. */
const coalesceMs = 200
/** Long enough for the events of one write. */
const firstMs = 15

/** What nothing tells of, such as a shape that was last seen too long ago, is noticed at least this often. */
const longestRefreshMs = 60_000

export class SnapshotFeed {
  readonly #options: SnapshotFeedOptions
  readonly #inventory: Inventory
  /** Recipes as checked, by object: an object never changes, its successor is another. */
  readonly #checked = new WeakMap<RecipeObject, Recipe | undefined>()
  #config: ControllerConfig
  #memory: readonly HardwareShape[] = []
  #pending: NodeJS.Timeout | undefined
  #refresh: NodeJS.Timeout | undefined
  readonly #published = new WeakSet<RecipeObject>()
  #publishedAtMs = Number.NEGATIVE_INFINITY
  #version = ''
  #plans = ''

  constructor(options: SnapshotFeedOptions) {
    this.#options = options
    this.#config = options.config
    this.#inventory = options.inventory ?? new Inventory()
    const { nodes, pods, recipes, quotas, storageClasses } = options.feeds
    nodes.store.subscribe(({ type, object }) => {
      if (type === 'deleted') this.#inventory.removeNode(object.metadata.name)
      else this.#inventory.applyNode(object)
      this.touch()
    })
    pods.store.subscribe(({ type, object }) => {
      if (type === 'deleted') this.#inventory.removePod(object.metadata.namespace ?? '', object.metadata.name)
      else this.#inventory.applyPod(object)
      this.touch()
    })
    recipes.store.subscribe(() => this.touch())
    quotas.store.subscribe(() => this.touch())
    storageClasses?.store.subscribe(() => this.touch())
  }

  start(): void {
    this.#beat()
    this.touch()
  }

  /** Takes another configuration: a snapshot with it follows soon, after which every plan is looked at again. */
  configure(config: ControllerConfig): void {
    this.#config = config
    this.#plans = ''
    if (this.#refresh === undefined) return
    this.#beat()
    this.touch()
  }

  #beat(): void {
    clearInterval(this.#refresh)
    // Often enough that a quiet cluster is never taken for a silent controller.
    const aliveMs = (this.#config.decision.snapshotMaxAgeSeconds * 1000) / 3
    this.#refresh = setInterval(() => this.#publish(), Math.min(longestRefreshMs, aliveMs))
  }

  stop(): void {
    clearInterval(this.#refresh)
    clearTimeout(this.#pending)
    this.#refresh = undefined
  }

  /** Something changed: a snapshot follows soon. */
  touch(): void {
    if (this.#refresh === undefined || this.#pending !== undefined) return
    const waitMs = Math.max(firstMs, this.#publishedAtMs + coalesceMs - performance.now())
    this.#pending = setTimeout(() => {
      this.#pending = undefined
      this.#publish()
    }, waitMs)
  }

  /** Whether this very object is in a snapshot that was published, so that webhooks decide with it. */
  hasPublished(recipe: RecipeObject): boolean {
    return this.#published.has(recipe)
  }

  #publish(): void {
    const { feeds, users, learned = () => [], caches, onSnapshot, now } = this.#options
    const config = this.#config
    // Half a cluster would look like one without room.
    if (!feeds.hasSynced()) {
      this.touch()
      return
    }
    const at = now()
    const declared = config.declared?.shapes ?? []
    const hardware = this.#inventory.hardware(declared, this.#memory, at, config.lastSeenHours)
    this.#memory = remember(this.#memory, hardware.shapes, at, config.lastSeenHours)
    const decision = withResourceQuotas(config.decision, feeds.quotas.store.list())
    const { storageClasses } = feeds
    const classes = storageClasses?.hasSynced()
      ? storageClasses.store.list().map(({ metadata }) => metadata.name)
      : undefined
    const snapshot = buildSnapshot({
      hardware,
      recipes: feeds.recipes.store.list().flatMap((object) => this.#recipe(object) ?? []),
      recipeUsers: users.users,
      config: withLearned(decision, learned()),
      endpointGPUs: endpointGPUs(feeds.endpoints.store.list(), decision),
      ...(caches === undefined ? {} : { caches: caches() }),
      ...(classes === undefined ? {} : { storageClasses: classes }),
      now: at,
    })
    this.#publishedAtMs = performance.now()
    onSnapshot(snapshot, this.#changeOf(snapshot))
    for (const object of feeds.recipes.store.list()) this.#published.add(object)
  }

  #changeOf(snapshot: Snapshot): SnapshotChange {
    const before = { version: this.#version, plans: this.#plans }
    this.#version = snapshot.version
    if (before.version === snapshot.version) return 'none'
    this.#plans = plansKey(snapshot)
    return before.plans === this.#plans ? 'counts' : 'plans'
  }

  #recipe(object: RecipeObject): Recipe | undefined {
    if (!this.#checked.has(object)) this.#checked.set(object, findRecipe(object).recipe)
    return this.#checked.get(object)
  }
}

/** Hash of what decides which plans are possible: recipes and kinds of hardware, not how much of it is free. */
function plansKey({ recipes, hardware }: Snapshot): string {
  const kinds = hardware.shapes.map(
    ({ accelerator, partition, resource, memoryGiB, gpusPerNode, origin }) => ({
      accelerator,
      partition,
      resource,
      memoryGiB,
      gpusPerNode,
      origin,
    }),
  )
  return shortHash(canonicalJson({ recipes, kinds }))
}
