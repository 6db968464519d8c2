/**
 * What is wanted, whichever kind asked for it. Everything after this knows intents only.
 * @module
 */
import type { Backend, EnvironmentVariable, Objective } from '../catalog/recipe.ts'
import type { Precision } from '../vocabulary/precision.ts'
import type { CacheReference } from './cache/reference.ts'

/** Whether an estimated refusal denies (`enforce`), warns, or is not made at all. */
export const fitModes = ['enforce', 'warn', 'off'] as const
export type FitMode = (typeof fitModes)[number]

export interface Toleration {
  readonly key?: string
  readonly operator?: string
  readonly value?: string
  readonly effect?: string
  readonly tolerationSeconds?: number
}

/** A term of required node affinity: all of its expressions must hold. */
export interface NodeTerm {
  readonly matchExpressions: readonly {
    readonly key: string
    readonly operator: string
    readonly values: readonly string[]
  }[]
}

/** Where in the user's object each wish stands, so that messages can point: `spec.resources.gpuCount` or `spec.gpuCount`. */
export interface IntentPaths {
  readonly model: string
  readonly gpuCount: string
  readonly precision: string
  readonly backend: string
  readonly recipe: string
  readonly maxModelLen: string
  readonly engineArgs: string
  readonly image: string
  readonly nodeSelector: string
  /** Where only some accelerators are allowed. */
  readonly accelerators?: string
  /** Where an argument sets the tensor parallel size; default `engineArgs`. */
  readonly tensorParallel?: string
  /** Where the number of nodes of one replica stands, and where replicas are allowed to span nodes; of kinds that have them. */
  readonly nodes?: string
  readonly distributed?: string
  /** `map`: engine arguments are written as `max_num_seqs: 64`. Default: a list of `--max-num-seqs=64`. */
  readonly engineArgsForm?: 'map'
  /** Path of each engine argument, where they do not stand in one list as they are. */
  readonly engineArgItems?: readonly string[]
}

/**
 * The part of an object that decides what runs where. Its hash is the pin's key: two objects with equal intents get equal plans.
 * Absent means "you choose".
 */
export interface Intent {
  readonly model: { readonly id: string; readonly revision?: string }
  /** What the user wrote, canonical. */
  readonly precision?: Precision
  readonly backend?: Backend
  /** What to prefer among plans of equal standing (`decide/order.ts`). */
  readonly objective?: Objective
  /** The user's maximum, and the count that is tried first. Absent: the fewest on which it fits. */
  readonly gpuCount?: number
  /** `gpuCount` is what the pods ask for already: no other count will do. */
  readonly exactGpuCount?: true
  /** At most so many, and the fewest on which it fits; without `gpuCount`. */
  readonly maxGpuCount?: number
  /** A replica may span nodes: exactly so many, or, without a number, as few as it takes. Absent: one node. */
  readonly distributed?: { readonly nodes?: number }
  /** Names of the accelerators it may run on. */
  readonly accelerators?: readonly string[]
  /** Required node affinity as written: one of the terms must hold. */
  readonly affinity?: readonly NodeTerm[]
  /** Port that the engine's arguments name. */
  readonly port?: number
  /** Resource that the pods ask for already, `amd.com/cpx_nps4`. */
  readonly resource?: string
  /** Name of an AIMRecipe the user insists on. */
  readonly recipe?: string
  /** Tokens. */
  readonly maxModelLen?: number
  /** Extra engine arguments as written; they win over the recipe's. */
  readonly engineArgs: readonly string[]
  /** `engineArgs` are the whole command line of the pods: nothing can be added to it, and the engine's defaults hold for the rest. */
  readonly ownArguments?: true
  /** Version of `backend` that is wanted, where nobody names an image: of a CUDA image that is converted. Absent: the newest known. */
  readonly engineVersion?: string
  /** Image override, whole reference; its tag may decide the engine's version. */
  readonly image?: string
  readonly nodeSelector: Readonly<Record<string, string>>
  readonly tolerations: readonly Toleration[]
  /** The cache that a plain workload names: what is added for a plan is added for it too. */
  readonly cache?: CacheReference
}

/** An intent and what is needed to talk about it, which is not part of its identity. */
export interface IntentRequest {
  readonly kind: string
  /** Empty where the name is generated. */
  readonly name: string
  readonly namespace: string
  readonly intent: Intent
  readonly paths: IntentPaths
  /** Replicas wanted at most, for capacity. */
  readonly replicas: number
  readonly fit?: FitMode
  readonly env?: readonly EnvironmentVariable[]
  /** False: the object has no field for single arguments, it brings all of them or none. Default true. */
  readonly takesArguments?: boolean
  /** What cannot be seen of the wish, so that nothing is decided. */
  readonly unseen?: { readonly path: string; readonly why: string }
}
