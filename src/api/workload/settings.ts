/**
 * What the annotations of a plain workload say.
 * @module
 */
import type { Backend, Objective } from '../../catalog/recipe.ts'
import type { Precision } from '../../vocabulary/precision.ts'
import type { FitMode } from '../intent.ts'
import type { UpgradeMode } from './annotations.ts'

export interface WorkloadSettings {
  /** Absent: nothing is asked of fitgate. */
  readonly model?: string
  readonly recipe?: string
  readonly precision?: Precision
  /** GPUs of a pod, exactly. */
  readonly gpus?: number
  readonly maxGpus?: number
  /** Tokens. */
  readonly maxModelLen?: number
  readonly objective?: Objective
  readonly engine?: Backend
  readonly container?: string
  /** Names of the catalog. */
  readonly accelerators?: readonly string[]
  readonly fit?: FitMode
  readonly upgrade: UpgradeMode
  readonly paused: boolean
  readonly convertCuda: boolean
  readonly harden: boolean
  /** Names of exceptions. */
  readonly policyExceptions: readonly string[]
}
