/**
 * Does it fit: every pipeline stage of one replica, part by part, and the verdict of the fullest.
 * @module
 */
import type { Accelerator } from '../../catalog/accelerator.ts'
import type { ModelShape } from '../../catalog/model-shape.ts'
import type { StoredWeights } from '../../catalog/stored-weights.ts'
import type { WeightFormat } from '../../catalog/weight-format.ts'
import type { Engine, EngineSettings } from '../../engines/settings.ts'
import type { Correction } from '../../inventory/corrections.ts'
import { withArticle } from '../../vocabulary/article.ts'
import { bytesPerGiB, formatGiB } from '../../vocabulary/quantity.ts'
import type { Reason, Verdict } from '../../vocabulary/reasons.ts'
import type { MemoryBreakdown } from '../decision.ts'
import { type CacheInput, type CachePlan, planCache } from './cache/plan.ts'
import { correctedBy, correctionWords } from './correction.ts'
import type { Effective } from './effective.ts'
import { judge } from './judge.ts'
import { derivedPositions } from './legality.ts'
import { usefulLength } from './length.ts'
import { sglangCache } from './sglang-settings.ts'
import { type Stage, type StageBudget, type StageWeights, stageBudget, stageWeights } from './stage.ts'
import { stageRanges } from './stages.ts'
import { isDescribed } from './weights-calibration.ts'

export interface FitInput {
  readonly modelId: string
  readonly shape: ModelShape
  readonly stored: StoredWeights
  /** What the engine holds in memory: the stored format, a wider one, or fp8 made at load. */
  readonly loadedAs: WeightFormat
  readonly accelerator: Accelerator
  /** Its partition mode, absent for whole devices. */
  readonly partition?: string
  /** Memory of the device, GiB; less than the accelerator's for partitions. */
  readonly deviceGiB: number
  readonly engine: Engine
  readonly settings: EngineSettings
  readonly effective: Effective
  /** The engine starts with the model's maximum where nobody sets a length; else the longest useful one is chosen for it. */
  readonly engineChoosesLength: boolean
  readonly correction?: Correction
  readonly paths: { readonly gpuCount: string; readonly maxModelLen: string; readonly engineArgs: string }
}

export interface FitResult {
  readonly verdict: Verdict
  readonly reasons: readonly Reason[]
  readonly memory?: MemoryBreakdown
}

/** Weights this far above the device's memory cannot be a matter of padding or of a checkpoint's odd tensors. */
const certainlyTooLarge = 1.02

export function fitOnRank(input: FitInput): FitResult {
  const { shape, effective: e } = input
  const ranges = stageRanges(shape.layers.length, e.pipelineParallel, e.layerPartition, input.engine.backend)
  const stages = ranges.map(
    (range, i): Stage => ({
      range,
      first: i === 0,
      last: i === ranges.length - 1,
    }),
  )
  const weights: StageWeights[] = []
  for (const stage of stages) {
    const held = stageWeights(input, stage)
    if (held === undefined)
      return unknown(
        `the weights of ${input.modelId} are not all described, and no size of its files is known`,
      )
    weights.push(held)
  }
  const heaviest = Math.max(...weights.map(({ weightsGiB }) => weightsGiB))
  if (heaviest > input.deviceGiB * certainlyTooLarge) return tooLarge(input, heaviest)
  const loading = Math.max(...weights.map(({ loadingGiB }) => loadingGiB))
  if (loading > input.deviceGiB) return tooLargeWhileLoading(input, heaviest, loading)
  const plan = planCache(cacheInput(input))
  if ('unknown' in plan) return unknown(plan.unknown)
  return withCache(input, stages, weights, plan)
}

const unknown = (message: string): FitResult => ({
  verdict: 'Unknown',
  reasons: [{ code: 'ArchitectureUnknown', certainty: 'estimated', message }],
})

function deviceWords({ accelerator, partition }: FitInput): string {
  return partition ? `${accelerator.name} ${partition} device` : accelerator.name
}

/** Quantised at load: more is held while it loads than after. */
function tooLargeWhileLoading(input: FitInput, weightsGiB: number, loadingGiB: number): FitResult {
  const { deviceGiB, engine } = input
  const message = `weights take ${formatGiB(weightsGiB)} GiB a GPU in the end, but ${formatGiB(loadingGiB)} GiB while ${engine.backend} ${engine.version} quantises them, more than the ${formatGiB(deviceGiB)} GiB of ${withArticle(deviceWords(input))}: name a repository that holds quantised weights`
  const reason: Reason = {
    code: 'WeightsTooLarge',
    certainty: 'estimated',
    path: input.paths.gpuCount,
    message,
  }
  return { verdict: 'DoesNotFit', reasons: [reason], memory: onlyWeights(input, weightsGiB) }
}

function tooLarge(input: FitInput, weightsGiB: number): FitResult {
  const { deviceGiB, effective: e } = input
  const message = `weights take ${formatGiB(weightsGiB)} GiB a GPU, more than the ${formatGiB(deviceGiB)} GiB of ${withArticle(deviceWords(input))}`
  const reason: Reason = {
    code: 'WeightsTooLarge',
    certainty: e.offloadGiB > 0 ? 'estimated' : 'certain',
    path: input.paths.gpuCount,
    message,
  }
  return { verdict: 'DoesNotFit', reasons: [reason], memory: onlyWeights(input, weightsGiB) }
}

function onlyWeights({ deviceGiB, effective: e, ...input }: FitInput, weightsGiB: number): MemoryBreakdown {
  const budgetGiB = deviceGiB * e.memoryFraction
  return {
    totalGiB: deviceGiB,
    budgetGiB,
    weightsGiB,
    activationsGiB: 0,
    nonTorchGiB: 0,
    graphsGiB: 0,
    kvCacheGiB: budgetGiB - weightsGiB,
    kvCacheNeededGiB: 0,
    headroom: (budgetGiB - weightsGiB) / deviceGiB,
    kvCacheTokens: 0,
    maxModelLen: input.settings.maxModelLen ?? input.shape.maxPositions,
    maxConcurrency: 0,
    largestMaxModelLen: 0,
  }
}

function cacheInput({ shape, engine, settings, stored, effective: e }: FitInput): CacheInput {
  return {
    shape,
    engine,
    rules: e.rules,
    tensorParallel: e.tensorParallel,
    pipelineParallel: e.pipelineParallel,
    decodeContextParallel: e.decodeContextParallel,
    cacheDtype: e.cacheDtype,
    ...(stored.cacheDtype === undefined ? {} : { checkpointCacheDtype: stored.cacheDtype }),
    modelBytes: e.modelBytes,
    batchedTokens: e.batchedTokens,
    sequences: e.sequences,
    ...(e.blockSize === undefined ? {} : { blockSize: e.blockSize }),
    ...(e.prefixCaching === undefined ? {} : { prefixCaching: e.prefixCaching }),
    draftTokens: e.draftTokens,
    draftLayers: e.draftTokens > 0 ? shape.draftLayers : 0,
    ...(e.hybridManager === undefined ? {} : { hybridManager: e.hybridManager }),
    ...(e.layerPartition === undefined ? {} : { layerPartition: e.layerPartition }),
    ...(e.stateBytes === undefined ? {} : { stateBytes: e.stateBytes }),
    ...(engine.backend === 'sglang' ? { sglang: sglangCache(settings) } : {}),
  }
}

/** The length that is judged, the fullest stage at that length, and what it amounts to. */
function withCache(
  input: FitInput,
  stages: readonly Stage[],
  weights: readonly StageWeights[],
  plan: CachePlan,
): FitResult {
  const { shape, effective: e, deviceGiB, settings, correction } = input
  const limit = derivedPositions(shape, input.engine)
  const set = settings.maxModelLen
  // profiles reserve for the longest request that may come, so a length is chosen with the reserves of the longest
  const budgets = stages.map((stage, i) =>
    stageBudget(input, stage, weights[i]?.weightsGiB ?? 0, set ?? limit, plan.blockSize),
  )
  const share = correction === undefined || e.kvCacheMemoryBytes !== undefined ? 0 : correctedBy(correction)
  const corrected = (gib: number) => gib + Math.abs(gib) * share
  const pools = budgets.map(({ kvCacheGiB }) => Math.max(0, corrected(kvCacheGiB)) * bytesPerGiB)
  const largest = plan.longestRequest(pools, limit)
  const byDefault = shape.defaultPositions ?? limit
  const length =
    set ?? (input.engineChoosesLength ? byDefault : usefulLength(plan, pools, deviceGiB, limit, largest))
  const fullest = budgets.reduce((least, each) => (each.kvCacheGiB < least.kvCacheGiB ? each : least))
  const { tokens, concurrency } = plan.capacity(pools, length)
  const kvCacheGiB = corrected(fullest.kvCacheGiB)
  const startNeedsGiB = plan.neededBytes(length) / bytesPerGiB
  const kvCacheNeededGiB = Math.max(startNeedsGiB, plan.requestBytes(length) / bytesPerGiB)
  const memory: MemoryBreakdown = {
    totalGiB: deviceGiB,
    budgetGiB: fullest.budgetGiB,
    weightsGiB: fullest.weightsGiB,
    ...fullest.charged,
    kvCacheGiB,
    kvCacheNeededGiB,
    headroom: (kvCacheGiB - kvCacheNeededGiB) / deviceGiB,
    kvCacheTokens: tokens,
    maxModelLen: length,
    maxConcurrency: concurrency,
    largestMaxModelLen: largest,
    ...(correction === undefined || share === 0 ? {} : { correction: correctionWords(correction, share) }),
  }
  return { ...judgement(input, memory, startNeedsGiB, fullest), memory }
}

function judgement(input: FitInput, memory: MemoryBreakdown, startNeedsGiB: number, fullest: StageBudget) {
  return judge({
    memory,
    startNeedsGiB,
    device: deviceWords(input),
    noCacheText: fullest.noCacheText,
    outsideGiB: fullest.outsideGiB,
    described:
      isDescribed(input.shape) && !input.shape.kinds.some(({ mixer }) => mixer.kind === 'compressed-latent'),
    cacheIsSet: input.effective.kvCacheMemoryBytes !== undefined,
    lengthIsSet: input.settings.maxModelLen !== undefined,
    engineChoosesLength: input.engineChoosesLength,
    paths: input.paths,
  })
}
