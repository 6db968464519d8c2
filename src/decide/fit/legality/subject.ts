/**
 * What legality is judged on.
 * @module
 */
import type { Accelerator } from '../../../catalog/accelerator.ts'
import type { ModelShape } from '../../../catalog/model-shape.ts'
import type { StoredWeights } from '../../../catalog/stored-weights.ts'
import type { WeightFormat } from '../../../catalog/weight-format.ts'
import type { Engine, EngineSettings } from '../../../engines/settings.ts'
import type { Certainty, Reason, ReasonCode } from '../../../vocabulary/reasons.ts'

/** How a model is laid out over ranks, nothing left open. */
export interface Layout {
  readonly tensorParallel: number
  readonly pipelineParallel: number
  /** Engines side by side; replicas that share tensor-parallel ranks count as 1. */
  readonly dataParallel: number
  readonly expertParallel: boolean
  readonly decodeContextParallel: number
  /** Layers of each stage where somebody set them. */
  readonly layerPartition?: readonly number[]
  /** `auto`, `fp8`, … */
  readonly cacheDtype: string
  /** Images and audio are taken in, so that the encoder runs. */
  readonly multimodal: boolean
  /** Every rank has the whole encoder. Default false. */
  readonly encoderReplicated?: boolean
  /** Lengths above the model's maximum pass. */
  readonly allowLongContext: boolean
}

/** Where each of these is written, so that reasons can point. */
export interface LegalityPaths {
  readonly gpuCount: string
  readonly tensorParallel: string
  readonly precision: string
  readonly kvCacheDtype: string
  readonly maxModelLen: string
  readonly engineArgs: string
}

export interface LegalityInput {
  readonly model: {
    /** As people call it. */
    readonly id: string
    readonly stored: StoredWeights
    /** What the engine holds in memory. */
    readonly loadedAs: WeightFormat
  }
  readonly shape: ModelShape
  readonly accelerator: Accelerator
  readonly partition?: string
  /** Devices of one node. */
  readonly gpusPerNode: number
  /** Devices of one replica. */
  readonly gpuCount: number
  /** Nodes one replica may span. */
  readonly nodes: number
  readonly engine: Engine
  readonly settings: EngineSettings
  readonly effective: Layout
  readonly paths: LegalityPaths
}

/** The part of it that the shapes of tensors are judged on. */
export interface SplitInput {
  readonly model: LegalityInput['model']
  readonly shape: ModelShape
  readonly engine: Engine
  readonly layout: Pick<
    Layout,
    'tensorParallel' | 'dataParallel' | 'expertParallel' | 'multimodal' | 'encoderReplicated'
  >
  /** Where the tensor parallel size comes from. */
  readonly path: string
}

type Make = (code: ReasonCode, path: string, message: string) => Reason
const make =
  (certainty: Certainty): Make =>
  (code, path, message) => ({ code, certainty, path, message })

/** The engine itself would refuse. */
export const certain = make('certain')
/** It is known to fail, or to give wrong results, somewhere after the engine's own checks. */
export const estimated = make('estimated')
