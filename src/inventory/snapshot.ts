/**
 * The snapshot document: all that a webhook process knows of the cluster. The controller publishes it, webhooks keep the newest in memory.
 * @module
 */

import { z } from 'zod'
import type { FitMode } from '../api/intent.ts'
import type { Network } from '../catalog/network-profiles.ts'
import type { Recipe } from '../catalog/recipe.ts'
import { type Correction, correctionSchema } from './corrections.ts'
import type { Hardware } from './hardware.ts'
import { cachesPart, type KnownCaches } from './known-caches.ts'
import type { PolicyConfig } from './policy-config.ts'
import type { ResourceQuotas } from './resource-quotas.ts'
import { hardwarePart, policyPart, recipePart } from './snapshot-parts.ts'

/** Bumped when a reader of the older form could misread the newer. */
export const snapshotSchema = 1

/** What the platform set, that decisions need. Defaults: fit `warn`, stale after 300 s, nothing declared. */
export interface DecisionConfig {
  /** What an estimated refusal does where the object does not say. */
  readonly fit: FitMode
  /** Per namespace, over `fit`. */
  readonly namespaceFit: Readonly<Record<string, FitMode>>
  /** Age above which nothing that depends on the snapshot is denied, seconds. */
  readonly snapshotMaxAgeSeconds: number
  /** Absent: every policy warns, nothing is limited. */
  readonly policies?: PolicyConfig
  /** What earlier starts taught; absent where nothing did. */
  readonly corrections?: readonly Correction[]
  /** What the namespaces' ResourceQuotas leave them; at most 2,000 namespaces. Absent where there are none. */
  readonly resourceQuotas?: ResourceQuotas
  /** The network between nodes, for replicas that span them; absent: RCCL is told nothing. */
  readonly network?: Network
}

export const defaultDecisionConfig: DecisionConfig = {
  fit: 'warn',
  namespaceFit: {},
  snapshotMaxAgeSeconds: 300,
}

export interface Snapshot {
  readonly schema: typeof snapshotSchema
  /** Changes exactly when the content does: a hash of everything but `version` and `createdAt`. */
  readonly version: string
  /** RFC 3339; when this content was published. */
  readonly createdAt: string
  readonly hardware: Hardware
  readonly recipes: readonly Recipe[]
  /** Per recipe name: how many endpoints use it, and at most 20 of them as `namespace/name`. Only used recipes are here. */
  readonly recipeUsers: Readonly<
    Record<string, { readonly count: number; readonly names: readonly string[] }>
  >
  readonly config: DecisionConfig
  /** `namespace/name` → GPUs of one replica, of endpoints in namespaces with a GPU quota; at most 2,000. Absent where there are none. */
  readonly endpointGPUs?: Readonly<Record<string, number>>
  /** Caches of models, as many as 64 KiB hold. Absent where no controller told. */
  readonly caches?: KnownCaches
  /** Names of the StorageClasses; at most 256. Absent where no controller told, or there are more. */
  readonly storageClasses?: readonly string[]
}

/** Enough of a check that whatever passes it can be decided by. */
export const snapshotEnvelope = z.looseObject({
  schema: z.literal(snapshotSchema),
  version: z.string().min(1),
  createdAt: z.iso.datetime(),
  hardware: hardwarePart,
  recipes: z.array(recipePart),
  recipeUsers: z.record(z.string(), z.looseObject({ count: z.number(), names: z.array(z.string()) })),
  config: z.looseObject({
    fit: z.enum(['enforce', 'warn', 'off']),
    namespaceFit: z.record(z.string(), z.enum(['enforce', 'warn', 'off'])),
    snapshotMaxAgeSeconds: z.number(),
    policies: policyPart.optional(),
    corrections: z.array(correctionSchema).optional(),
    resourceQuotas: z.record(z.string(), z.record(z.string(), z.number())).optional(),
  }),
  caches: cachesPart.optional(),
  storageClasses: z.array(z.string()).optional(),
})
