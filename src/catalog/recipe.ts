/**
 * A recipe: one known way to serve a model on a kind of accelerator. AIMRecipe objects become these (`api/aim/recipe.ts`).
 * @module
 */
import type { Precision } from '../vocabulary/precision.ts'

export const backends = ['vllm', 'sglang'] as const
export type Backend = (typeof backends)[number]

/** Best first: published tuning, tuning under test, known to run, computed from the architecture. */
export const recipeTypes = ['optimized', 'preview', 'unoptimized', 'derived'] as const
export type RecipeType = (typeof recipeTypes)[number]

/** What a plan is tuned for: the shortest time to a token, or the most tokens a GPU. */
export const objectives = ['latency', 'throughput'] as const
export type Objective = (typeof objectives)[number]

export interface EnvironmentVariable {
  readonly name: string
  readonly value?: string
  readonly valueFrom?: Readonly<Record<string, unknown>>
}

export interface RecipeConfiguration {
  readonly gpuCount: number
  readonly enabled: boolean
  /** Engine arguments as written. */
  readonly args: readonly string[]
  readonly env: readonly EnvironmentVariable[]
  readonly resources?: {
    readonly requests?: Readonly<Record<string, string>>
    readonly limits?: Readonly<Record<string, string>>
  }
}

export interface Recipe {
  /** Name of the AIMRecipe object. */
  readonly name: string
  /** The recipe's own id, when several objects share it (one per backend). */
  readonly recipeId?: string
  readonly type: RecipeType
  readonly modelId: string
  /** Accelerator name, `MI300X`. */
  readonly hardware: string
  readonly precision: Precision
  readonly backend: Backend
  /** What it was tuned for; absent where its author does not say. */
  readonly objective?: Objective
  readonly configurations: readonly RecipeConfiguration[]
  readonly performance?: {
    readonly expectedTokensPerSecond?: number
    readonly expectedLatencyMs?: number
    readonly maxBatchSize?: number
  }
  /** metadata.generation of the object, for provenance. */
  readonly generation?: number
}
