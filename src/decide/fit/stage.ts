/**
 * Everything one rank of one pipeline stage holds beside its cache.
 * @module
 */
import { activationsGiB } from './activations.ts'
import { type Budget, budget } from './budget.ts'
import type { FitInput } from './fit.ts'
import { loraGiB } from './lora.ts'
import { beforeStartGiB, nonTorchGiB } from './overheads.ts'
import { graphsGiB } from './overheads-graphs.ts'
import { outsideGiB } from './overheads-outside.ts'
import type { StageRange } from './stages.ts'
import { weightsGiB } from './weights.ts'

/** A stage, and whether it has the embedding and the head. */
export interface Stage {
  readonly range: StageRange
  readonly first: boolean
  readonly last: boolean
}

/** GiB of weights and adapters; `undefined` where some of them are not described. */
export function stageWeightsGiB({ effective: e, ...input }: FitInput, stage: Stage): number | undefined {
  const { vendor, gfx, nvidia } = input.accelerator
  const { tensorParallel, modelBytes } = e
  const weights = weightsGiB({
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
  })
  if (weights === undefined || e.lora === undefined) return weights
  return weights + loraGiB({ shape: input.shape, stage: stage.range, tensorParallel, modelBytes, ...e.lora })
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
