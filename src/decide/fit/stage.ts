/**
 * Everything one rank of one pipeline stage holds beside its cache.
 * @module
 */
import { activationsGiB } from './activations.ts'
import { type Budget, budget } from './budget.ts'
import type { FitInput } from './fit.ts'
import { loadingPeakGiB } from './loading-peak.ts'
import { loraGiB } from './lora.ts'
import { beforeStartGiB, nonTorchGiB } from './overheads.ts'
import { graphsGiB } from './overheads-graphs.ts'
import { outsideGiB } from './overheads-outside.ts'
import type { StageRange } from './stages.ts'
import { type WeightsInput, weightsGiB } from './weights.ts'

/** A stage, and whether it has the embedding and the head. */
export interface Stage {
  readonly range: StageRange
  readonly first: boolean
  readonly last: boolean
}

export interface StageWeights {
  /** GiB of weights and adapters. */
  readonly weightsGiB: number
  /** GiB at the worst moment of loading. */
  readonly loadingGiB: number
}

/** `undefined` where some of the weights are not described. */
export function stageWeights({ effective: e, ...input }: FitInput, stage: Stage): StageWeights | undefined {
  const { vendor, gfx, nvidia } = input.accelerator
  const { tensorParallel, modelBytes } = e
  const weightsInput: WeightsInput = {
    shape: input.shape,
    stored: input.stored,
    loadedAs: input.loadedAs,
    tensorParallel,
    stage: stage.range,
    firstStage: stage.first,
    lastStage: stage.last,
    dataParallel: e.dataParallel,
    expertParallel: e.expertParallel,
    engine: input.engine,
    vendor,
    gfx,
    ...(nvidia === undefined ? {} : { nvidia }),
    encoderReplicated: e.encoderReplicated,
    drafts: e.draftTokens > 0,
  }
  const weights = weightsGiB(weightsInput)
  if (weights === undefined) return undefined
  const adapters =
    e.lora === undefined
      ? 0
      : loraGiB({ shape: input.shape, stage: stage.range, tensorParallel, modelBytes, ...e.lora })
  return {
    weightsGiB: Math.max(0, weights + adapters - e.offloadGiB),
    loadingGiB: Math.max(0, loadingPeakGiB(weightsInput, weights) + adapters - e.offloadGiB),
  }
}

export interface StageBudget extends Budget {
  readonly weightsGiB: number
}

/** What is left for the cache when requests are `maxModelLen` tokens long. */
export function stageBudget(
  { effective: e, ...input }: FitInput,
  stage: Stage,
  weights: number,
  maxModelLen: number,
  blockSize: number,
): StageBudget {
  const { rules, tensorParallel, sequences, batchedTokens } = e
  const { vendor, gfx } = input.accelerator
  const ranks = tensorParallel * e.pipelineParallel
  const computed = budget({
    rules,
    totalGiB: input.deviceGiB,
    fraction: e.memoryFraction,
    weightsGiB: weights,
    activationsGiB: activationsGiB({
      shape: input.shape,
      rules,
      tensorParallel,
      expertParallel: e.expertParallel,
      stage: stage.range,
      firstStage: stage.first,
      lastStage: stage.last,
      batchedTokens,
      sequences,
      maxModelLen,
      cacheBlock: blockSize,
      modelBytes: e.modelBytes,
      multimodal: e.multimodal,
    }),
    nonTorchGiB: nonTorchGiB({ rules, vendor, gfx, ranks }),
    graphsGiB: graphsGiB({
      rules,
      vendor,
      layers: stage.range[1] - stage.range[0],
      sequences,
      decodeTokens: 1 + e.draftTokens,
      eager: e.eager,
      ...e.graphs,
    }),
    afterwardsGiB: outsideGiB({
      shape: input.shape,
      stage: stage.range,
      tensorParallel,
      sequences,
      batchedTokens,
      maxModelLen,
      blockSize,
    }),
    beforeStartGiB: beforeStartGiB(vendor, ranks),
    ...(e.kvCacheMemoryBytes === undefined ? {} : { kvCacheMemoryBytes: e.kvCacheMemoryBytes }),
  })
  return { ...computed, weightsGiB: weights }
}
