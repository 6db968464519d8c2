/**
 * A decision is also its explanation: one object for the admission answer, the status, `fitgate plan` and the audit.
 * @module
 */

import type { FitMode } from '../api/intent.ts'
import type { EnvironmentVariable, Recipe } from '../catalog/recipe.ts'
import type { Engine, EngineSettings } from '../engines/settings.ts'
import type { WantedDevice } from '../inventory/affinity.ts'
import type { ShapeOrigin } from '../inventory/hardware.ts'
import type { LabelForm } from '../inventory/label-forms.ts'
import type { FieldError } from '../vocabulary/field-error.ts'
import type { Precision } from '../vocabulary/precision.ts'
import type { Certainty, Reason, Verdict } from '../vocabulary/reasons.ts'
import type { Option, RecipeRef } from './candidates/option.ts'

/** One complete way to run an intent: everything that rendering needs. */
export interface Candidate {
  readonly recipe: RecipeRef
  readonly accelerator: string
  readonly gfx: string
  /** Absent for whole devices. */
  readonly partition?: string
  readonly resource: string
  /** Devices of the nodes it is planned for. */
  readonly gpusPerNode: number
  /** Forms in which those nodes are labelled, beside the ordinary ones. */
  readonly labelForms?: readonly LabelForm[]
  /** Devices per replica. */
  readonly gpuCount: number
  /** Nodes that a replica spans, each with as many of its devices; absent: one. */
  readonly nodes?: number
  readonly precision: Precision
  readonly engine: Engine
  /** What the engine is told; every setting that decides memory is filled in. */
  readonly settings: EngineSettings
  /** Environment of the recipe, without the user's own. */
  readonly env: readonly EnvironmentVariable[]
  /** Container resources that the recipe asks for. */
  readonly resources?: Recipe['configurations'][number]['resources']
  readonly image: string
}

/** Memory of the worst rank, GiB, and what it serves. */
export interface MemoryBreakdown {
  /** Device memory. */
  readonly totalGiB: number
  /** What the engine may use of it. */
  readonly budgetGiB: number
  readonly weightsGiB: number
  readonly activationsGiB: number
  /** Communicators, contexts, workspaces. */
  readonly nonTorchGiB: number
  /** Graph capture charged to the budget. */
  readonly graphsGiB: number
  /** What is left for the KV cache; negative when weights and overheads alone exceed the budget. */
  readonly kvCacheGiB: number
  /** One request of `maxModelLen`. */
  readonly kvCacheNeededGiB: number
  /** kvCacheGiB − kvCacheNeededGiB as a share of totalGiB. */
  readonly headroom: number
  /** Tokens the cache holds. */
  readonly kvCacheTokens: number
  readonly maxModelLen: number
  /** Requests of maxModelLen at once. */
  readonly maxConcurrency: number
  /** Longest request that fits, tokens, at most the model's maximum. */
  readonly largestMaxModelLen: number
  /** What earlier starts changed about the cache, in words. */
  readonly correction?: string
}

/** Free and taken devices when the decision was made. Moves with every pod, so it is shown but never stored in status. */
export interface Capacity {
  /** Best knowledge there is of this hardware; absent when nobody declared or saw it. */
  readonly origin?: ShapeOrigin
  /** Devices on one node. */
  readonly gpusNeeded: number
  /** Nodes of one replica; absent: one. */
  readonly nodesNeeded?: number
  /** Nodes of the shape, and how many of them have room for one replica, or for its part on one node. */
  readonly nodes: number
  readonly nodesWithRoom: number
  readonly freeGPUs: number
  readonly totalGPUs: number
  /** Replicas that there is room for now, several on one node where they fit; of groups, whole ones. */
  readonly replicasWithRoom: number
  /** Most free devices on one node. */
  readonly mostFreeOnOneNode: number
  /** Workloads that hold the rest. */
  readonly holders: number
  /** Whether there is room once everything has ended that ends by itself; what serves does not. */
  readonly freesUp: boolean
}

/** A candidate with its judgement. */
export interface Evaluation {
  readonly candidate: Candidate
  readonly verdict: Verdict
  /** Why not, or why only just; empty when it fits. */
  readonly reasons: readonly Reason[]
  /** Absent where nothing could be computed (unknown model) or was not (illegal shape). */
  readonly memory?: MemoryBreakdown
  readonly capacity: Capacity
}

/** A plan that was not chosen, in one line. */
export interface Rejection {
  readonly name: string
  /** Computed from the architecture, not written by anybody. */
  readonly derived: boolean
  readonly reason: Reason
}

/** One field of the object, written otherwise. */
export interface Change {
  /** `spec.resources.gpuCount`, … */
  readonly path: string
  readonly value: string | number
}

/** A change of the object that makes it fit, proven by the same arithmetic. */
export interface Counterfactual {
  /** One field, or two when no single one helps. */
  readonly changes: readonly Change[]
  /** How far it is from what was asked for (`nearness.ts`); smaller is nearer. */
  readonly distance: number
  /** Accelerators on which that fits, best first. */
  readonly accelerators: readonly string[]
  /** Those accelerators are known here; otherwise only the catalog has them. */
  readonly here: boolean
  /** The evaluation on the first of them. */
  readonly memory: MemoryBreakdown
  readonly precision: Precision
  readonly gpuCount: number
}

export interface Provenance {
  /** Version of fitgate that decided. */
  readonly fitgate: string
  /** Snapshot version, or what stood in for one: `assumed`, `file`. */
  readonly snapshot: string
  /** RFC 3339 of the snapshot. */
  readonly snapshotTime?: string
  readonly intent: string
  /** The snapshot is older than its limit: nothing that depends on it is refused. */
  readonly stale: boolean
}

export interface Asked {
  readonly precision?: Precision
  readonly gpuCount?: number
  readonly recipe?: string
  /** The node selector names devices. */
  readonly devices: boolean
  /** At most. */
  readonly replicas: number
  /** The object's own word on estimates, `fitgate.dev/fit`: it overrules them where it is not `enforce`. */
  readonly fit?: FitMode
}

export interface ModelNote {
  readonly text: string
  /** Told from the name alone; otherwise the catalog lists this very repository. */
  readonly fromName: boolean
}

/** What a decision can tell beyond its answer. */
export interface Explanation {
  /** Other kinds of device on which the very same arguments are valid, in order of preference. */
  readonly alsoOn: readonly WantedDevice[]
  /** Why this plan: what was asked for and could not be, then what put it first. */
  readonly why: readonly string[]
  /** Every other plan, with one reason each. */
  readonly rejected: readonly Rejection[]
  /** Of a refusal: the nearest changes that fit. */
  readonly counterfactuals: readonly Counterfactual[]
}

export interface Decision {
  readonly verdict: Verdict
  /** For DoesNotFit: whether it is proven. */
  readonly certainty?: Certainty
  /** The scope of a refusal: `anywhere` (the whole catalog), `declared`, or `observed` hardware. */
  readonly scope?: 'anywhere' | 'declared' | 'observed'
  /** The wish as far as the user gave it, for the words. */
  readonly asked: Asked
  /** The user left something open that was filled in. */
  readonly chosenForUser: boolean
  /** Display name of the model, `Qwen3-32B`. */
  readonly model: string
  /** How the model's name was understood, when that needs words. */
  readonly modelNote?: ModelNote
  /** Arguments of the user that are understood otherwise than written, or not checked. */
  readonly notes: readonly FieldError[]
  /** The plan that runs. On an estimated refusal: the one that comes nearest, tried where the platform only warns. */
  readonly chosen?: Evaluation
  /** Why not (all of them, certain first), or warnings about the chosen. */
  readonly reasons: readonly Reason[]
  /**
   * What `explain` says by the same name, for who makes pods: the arithmetic of one plan a kind of device. Absent where nothing was
   * chosen anew.
   */
  readonly alsoOn?: () => readonly WantedDevice[]
  /** What was ranked for it. Absent where nothing was chosen anew. */
  readonly options?: readonly Option[]
  /** Worked out at the first call and kept: it takes the arithmetic of every candidate, the answer only that of the best. */
  readonly explain: () => Explanation
  readonly provenance: Provenance
}
