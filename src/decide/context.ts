/**
 * All that a decision may know beside the intent.
 * @module
 */
import type { Recipe } from '../catalog/recipe.ts'
import type { Hardware } from '../inventory/hardware.ts'
import type { KnownCaches } from '../inventory/known-caches.ts'
import { type DecisionConfig, defaultDecisionConfig, type Snapshot } from '../inventory/snapshot.ts'
import { version } from '../vocabulary/version.ts'

export interface DecisionContext {
  readonly recipes: readonly Recipe[]
  /** `undefined`: nothing is known of the hardware, which is not the same as "there is none". */
  readonly hardware: Hardware | undefined
  readonly config: DecisionConfig
  /** Caches of models; `undefined`: none is known, which is not the same as "there is none". */
  readonly caches?: KnownCaches
  /** Names of all StorageClasses; `undefined`: they are not known. */
  readonly storageClasses?: readonly string[]
  readonly snapshot: { readonly version: string; readonly time?: string; readonly stale: boolean }
  /** Version of fitgate. */
  readonly fitgate: string
}

/** The context of a snapshot; without one, only what no hardware can change is decided. */
export function contextOf(snapshot: Snapshot | undefined, now: Date): DecisionContext {
  if (snapshot === undefined) {
    const none = { version: 'none', stale: true }
    return {
      recipes: [],
      hardware: undefined,
      config: defaultDecisionConfig,
      snapshot: none,
      fitgate: version,
    }
  }
  const ageSeconds = (now.getTime() - Date.parse(snapshot.createdAt)) / 1000
  return {
    recipes: snapshot.recipes,
    hardware: snapshot.hardware,
    config: snapshot.config,
    ...(snapshot.caches === undefined ? {} : { caches: snapshot.caches }),
    ...(snapshot.storageClasses === undefined ? {} : { storageClasses: snapshot.storageClasses }),
    snapshot: {
      version: snapshot.version,
      time: snapshot.createdAt,
      stale: ageSeconds > snapshot.config.snapshotMaxAgeSeconds,
    },
    fitgate: version,
  }
}
