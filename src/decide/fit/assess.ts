/**
 * One model on one kind of device with one engine: settings completed, legality first, then memory.
 * @module
 */
import type { Accelerator } from '../../catalog/accelerator.ts'
import type { ModelShape } from '../../catalog/model-shape.ts'
import type { StoredWeights } from '../../catalog/stored-weights.ts'
import { type WeightFormat, weightFormats } from '../../catalog/weight-format.ts'
import type { Engine, EngineSettings } from '../../engines/settings.ts'
import type { Correction } from '../../inventory/corrections.ts'
import { bytesPerGiB, formatGiB } from '../../vocabulary/quantity.ts'
import type { Reason, Verdict } from '../../vocabulary/reasons.ts'
import type { MemoryBreakdown } from '../decision.ts'
import { type Effective, effective } from './effective.ts'
import { fitOnRank } from './fit.ts'
import { legalityReasons } from './legality.ts'

/** A model as far as it is known. */
export interface AssessedModel {
  /** Hub repository, or how the user calls it. */
  readonly id: string
  /** Absent where the class or a dimension is not known. */
  readonly shape?: ModelShape
  readonly stored: StoredWeights
  /** What the engine holds in memory: the stored format, a wider one, or fp8 made at load. */
  readonly loadedAs: WeightFormat
  /** Why there is no shape. */
  readonly unknown?: string
}

export interface AssessInput {
  readonly model: AssessedModel
  readonly accelerator: Accelerator
  readonly partition?: string
  /** Memory of one device, GiB. */
  readonly deviceGiB: number
  /** Devices of one node. */
  readonly gpusPerNode: number
  /** Devices of one replica. */
  readonly gpuCount: number
  /** Nodes one replica may span. */
  readonly nodes: number
  readonly engine: Engine
  readonly settings: EngineSettings
  readonly env?: Readonly<Record<string, string>>
  /** The engine starts with the model's maximum where nobody sets a length; else the longest useful one is chosen for it. */
  readonly engineChoosesLength: boolean
  readonly correction?: Correction
  readonly paths: AssessPaths
}

/** Where each of these is written, so that reasons can point. */
export interface AssessPaths {
  readonly gpuCount: string
  readonly tensorParallel: string
  readonly precision: string
  readonly kvCacheDtype: string
  readonly maxModelLen: string
  readonly engineArgs: string
}

export interface Assessment {
  readonly effective: Effective
  readonly verdict: Verdict
  readonly reasons: readonly Reason[]
  /** Absent for what could not be computed (unknown model) or was not (illegal shape). */
  readonly memory?: MemoryBreakdown
}

/** Files this much larger than all the memory there is cannot be a matter of layers that are not loaded. */
const certainlyTooLarge = 1.05

export function assess(input: AssessInput): Assessment {
  const { model, accelerator, settings } = input
  const filled = effective({
    shape: model.shape,
    quantized: !['bf16', 'fp16', 'fp32'].includes(weightFormats[model.loadedAs]),
    accelerator,
    deviceGiB: input.deviceGiB,
    engine: input.engine,
    settings,
    gpuCount: input.gpuCount,
    env: input.env,
  })
  if (model.shape === undefined) return { effective: filled, ...withoutShape(input) }
  const illegal = legalityReasons({ ...input, shape: model.shape, effective: filled })
  if (illegal.length > 0) return { effective: filled, verdict: 'DoesNotFit', reasons: illegal }
  const result = fitOnRank({
    modelId: model.id,
    shape: model.shape,
    stored: model.stored,
    loadedAs: model.loadedAs,
    accelerator,
    ...(input.partition === undefined ? {} : { partition: input.partition }),
    deviceGiB: input.deviceGiB,
    engine: input.engine,
    effective: filled,
    settings,
    engineChoosesLength: input.engineChoosesLength,
    ...(input.correction === undefined ? {} : { correction: input.correction }),
    paths: input.paths,
  })
  return { effective: filled, ...result }
}

/** Without layers only one thing can be said: files larger than all the memory do not fit. */
function withoutShape(input: AssessInput): Pick<Assessment, 'verdict' | 'reasons'> {
  const { model, gpuCount, deviceGiB, paths } = input
  const files = model.stored.checkpointBytes
  const sizeGiB = files === undefined || model.stored.format !== model.loadedAs ? 0 : files / bytesPerGiB
  if (sizeGiB > gpuCount * deviceGiB * certainlyTooLarge) {
    const message = `its files take ${formatGiB(sizeGiB)} GiB, more than the ${formatGiB(gpuCount * deviceGiB)} GiB of ${gpuCount} x ${input.accelerator.name}`
    const reason: Reason = { code: 'WeightsTooLarge', certainty: 'certain', path: paths.gpuCount, message }
    return { verdict: 'DoesNotFit', reasons: [reason] }
  }
  const message = model.unknown ?? `the layers of ${model.id} are not known to this version of fitgate`
  return { verdict: 'Unknown', reasons: [{ code: 'ArchitectureUnknown', certainty: 'estimated', message }] }
}
