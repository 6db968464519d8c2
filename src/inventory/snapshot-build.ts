/**
 * The snapshot document, made: bounded in size, with a version that changes exactly when the content does.
 * @module
 */
import type { Recipe } from '../catalog/recipe.ts'
import { canonicalJson, shortHash } from '../vocabulary/names.ts'
import type { Hardware } from './hardware.ts'
import { boundedCaches, type KnownCache } from './known-caches.ts'
import { type DecisionConfig, type Snapshot, snapshotSchema } from './snapshot.ts'

/** Users named per recipe; the count says how many there are. */
const maxUsers = 20

/** Endpoints whose scale is judged, about 50 bytes each. */
const maxScaled = 2000

/** Of a cluster with more nothing is said of any. */
const maxStorageClasses = 256

export interface SnapshotInput {
  readonly hardware: Hardware
  readonly recipes: readonly Recipe[]
  /** Recipe name → users as `namespace/name`. */
  readonly recipeUsers: ReadonlyMap<string, Iterable<string>> | Readonly<Record<string, Iterable<string>>>
  readonly config: DecisionConfig
  /** `namespace/name` → GPUs of one replica. Default: none. */
  readonly endpointGPUs?: ReadonlyMap<string, number>
  /** Absent: nobody looked. */
  readonly caches?: readonly KnownCache[]
  /** Names. Absent: nobody looked. */
  readonly storageClasses?: readonly string[]
  readonly now: Date
}

/** Recipes and users in the order of their names, so that equal content gives an equal version. */
export function buildSnapshot(input: SnapshotInput): Snapshot {
  const { hardware, config } = input
  const recipes = input.recipes.toSorted((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))
  const users = input.recipeUsers instanceof Map ? [...input.recipeUsers] : Object.entries(input.recipeUsers)
  const recipeUsers = Object.fromEntries(
    users
      .map(([recipe, names]) => [recipe, [...new Set<string>(names)].sort()] as const)
      .filter(([, names]) => names.length > 0)
      .map(([recipe, names]) => [recipe, { count: names.length, names: names.slice(0, maxUsers) }]),
  )
  const scaled = [...(input.endpointGPUs ?? [])].sort(([a], [b]) => (a < b ? -1 : 1)).slice(0, maxScaled)
  const classes = input.storageClasses
  const content = {
    schema: snapshotSchema,
    hardware,
    recipes,
    recipeUsers,
    config,
    ...(scaled.length === 0 ? {} : { endpointGPUs: Object.fromEntries(scaled) }),
    ...(input.caches === undefined ? {} : { caches: boundedCaches(input.caches) }),
    ...(classes === undefined || classes.length > maxStorageClasses
      ? {}
      : { storageClasses: classes.toSorted() }),
  } as const
  return { ...content, version: shortHash(canonicalJson(content), 16), createdAt: input.now.toISOString() }
}
