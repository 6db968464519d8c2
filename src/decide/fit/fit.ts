/**
 * Does it fit: the budget of one rank, part by part, and the verdict.
 * @module
 */

import type { Accelerator } from '../../catalog/accelerator.ts'
import type { ModelArchitecture } from '../../catalog/model.ts'
import type { WeightFormat } from '../../catalog/weight-format.ts'
import { bytesPerGiB, formatCount, formatGiB } from '../../vocabulary/quantity.ts'
import type { Reason, Verdict } from '../../vocabulary/reasons.ts'
import type { MemoryBreakdown } from '../decision.ts'
import { activationsGiB } from './activations.ts'
import type { EngineRules } from './engine-rules.ts'
import { type CacheInput, longestRequest, requestCacheGiB } from './kv-cache.ts'
import { graphsGiB, loadingAllowanceGiB, nonTorchGiB } from './overheads.ts'
import { weightsGiB } from './weights.ts'

export interface FitInput {
  readonly architecture: ModelArchitecture
  readonly accelerator: Accelerator
  /** Its partition mode, absent for whole devices. */
  readonly partition?: string
  /** Memory of the device, GiB; less than the accelerator's for partitions. */
  readonly deviceGiB: number
  readonly rules: EngineRules
  readonly format: WeightFormat
  readonly tensorParallel: number
  readonly pipelineParallel: number
  readonly memoryFraction: number
  readonly sequences: number
  readonly batchedTokens: number
  readonly kvElementBytes: number
  readonly eager: boolean
  readonly kvCacheMemoryBytes?: number
  /** Part of the weights is kept in host memory, which is not computed here. */
  readonly offloads: boolean
  /** Absent: the longest that leaves head-room, at most the model's maximum. */
  readonly maxModelLen?: number
  readonly paths: { readonly gpuCount: string; readonly maxModelLen: string; readonly engineArgs: string }
}

export interface FitResult {
  readonly verdict: Verdict
  readonly reasons: readonly Reason[]
  readonly memory?: MemoryBreakdown
}

/** Below this share of the device, a fit is called marginal: formulas miss by up to 3 GiB on ROCm. */
export const marginalHeadroom = 0.05

/** Weights this far above the device's memory cannot be a matter of padding or of a checkpoint's odd tensors. */
const certainlyTooLarge = 1.02

/** A shorter request than this is no service worth choosing a length for, tokens. */
const shortestUseful = 2048

export function fitOnRank(input: FitInput): FitResult {
  const { architecture: a, accelerator, rules, tensorParallel, pipelineParallel } = input
  const rocm = accelerator.vendor === 'amd'
  const device = input.partition ? `${accelerator.name} ${input.partition} device` : accelerator.name
  const weights = weightsGiB({
    architecture: a,
    format: input.format,
    tensorParallel,
    pipelineParallel,
    rocm,
    padsExpertRows: rules.padsExpertRows,
  })
  if (weights === undefined) {
    return unknown(`the size of the weights of ${a.id} is not known to this version of fitgate`)
  }
  const totalGiB = input.deviceGiB
  const budgetGiB = totalGiB * input.memoryFraction
  if (weights > totalGiB * certainlyTooLarge) {
    const message = `weights take ${formatGiB(weights)} GiB a GPU, more than the ${formatGiB(totalGiB)} GiB of a ${device}`
    const reason: Reason = {
      code: 'WeightsTooLarge',
      certainty: input.offloads ? 'estimated' : 'certain',
      path: input.paths.gpuCount,
      message,
    }
    return { verdict: 'DoesNotFit', reasons: [reason], memory: breakdown(weights, 0, 0, 0, 0) }
  }
  const graphs = graphsGiB(accelerator.gfx, tensorParallel, input.eager)
  const chargedGraphs = rules.chargesGraphs ? graphs : 0
  const nonTorch = nonTorchGiB(tensorParallel * pipelineParallel, rocm) + loadingAllowanceGiB(weights)
  const cache: CacheInput = {
    architecture: a,
    tensorParallel,
    pipelineParallel,
    elementBytes: input.kvElementBytes,
    blockSize: rules.blockSize,
    inFlightTokens: input.batchedTokens * rules.concurrentBatches,
  }
  const activations = activationsGiB({
    architecture: a,
    tensorParallel,
    batchedTokens: input.batchedTokens,
    sequences: input.sequences,
    maxModelLen: input.maxModelLen ?? a.maxPositions,
    blockSize: rules.blockSize,
    samplerBytes: rules.samplerBytes,
    samplerPersistentBytes: rules.samplerPersistentBytes,
  })
  const chargedActivations = rules.chargesActivations ? activations : 0
  const pool =
    input.kvCacheMemoryBytes === undefined
      ? budgetGiB - weights - chargedActivations - nonTorch - chargedGraphs
      : input.kvCacheMemoryBytes / bytesPerGiB
  const largest = longestRequest(cache, pool, a.maxPositions)
  const length = input.maxModelLen ?? usefulLength(cache, pool, totalGiB, a.maxPositions, largest)
  const needed = requestCacheGiB(cache, length)
  if (needed === undefined) {
    return unknown(`the layout of the KV cache of ${a.architecture} is not known to this version of fitgate`)
  }
  const memory = breakdown(
    weights,
    chargedActivations,
    nonTorch,
    chargedGraphs,
    pool,
    needed,
    length,
    largest,
  )
  const reasons = judge(memory)
  const verdict: Verdict = reasons.some((r) => r.code !== 'LowHeadroom')
    ? 'DoesNotFit'
    : reasons.length > 0
      ? 'Marginal'
      : 'Fits'
  return { verdict, reasons, memory }

  function weightsAndOverheads(): number {
    return (weights ?? 0) + chargedActivations + nonTorch + chargedGraphs
  }

  function unknown(message: string): FitResult {
    return { verdict: 'Unknown', reasons: [{ code: 'ArchitectureUnknown', certainty: 'estimated', message }] }
  }

  function breakdown(
    weightsGiB: number,
    activations: number,
    nonTorch: number,
    graphs: number,
    pool: number,
    needed = 0,
    length = input.maxModelLen ?? a.maxPositions,
    largest = 0,
  ): MemoryBreakdown {
    const atOnce = pool > 0 && needed > 0 ? pool / needed : 0
    return {
      totalGiB,
      budgetGiB,
      weightsGiB,
      activationsGiB: activations,
      nonTorchGiB: nonTorch,
      graphsGiB: graphs,
      kvCacheGiB: pool,
      kvCacheNeededGiB: needed,
      headroom: (pool - needed) / totalGiB,
      kvCacheTokens: Math.floor(atOnce * length),
      maxModelLen: length,
      maxConcurrency: atOnce,
      largestMaxModelLen: largest,
    }
  }

  function judge(memory: MemoryBreakdown): Reason[] {
    const path = input.paths
    const beside = weightsAndOverheads()
    if (input.kvCacheMemoryBytes !== undefined && memory.kvCacheGiB + beside > totalGiB) {
      const message = `a KV cache of ${formatGiB(memory.kvCacheGiB)} GiB beside ${formatGiB(beside)} GiB of weights and overheads is more than the ${formatGiB(totalGiB)} GiB of a ${device}; leave kv-cache-memory-bytes out or lower it`
      return [{ code: 'NoCacheMemory', certainty: 'estimated', path: path.engineArgs, message }]
    }
    if (memory.kvCacheGiB <= 0) {
      const used = formatGiB(budgetGiB - memory.kvCacheGiB)
      const message = `weights and overheads take ${used} GiB of the ${formatGiB(budgetGiB)} GiB usable on a ${device}: "No available memory for the cache blocks."`
      return [{ code: 'NoCacheMemory', certainty: 'estimated', path: path.gpuCount, message }]
    }
    if (memory.kvCacheNeededGiB > memory.kvCacheGiB) {
      const message = `one request of ${formatCount(length)} tokens needs ${formatGiB(memory.kvCacheNeededGiB)} GiB of KV cache, ${formatGiB(memory.kvCacheGiB)} GiB are left; ${formatCount(largest)} tokens fit`
      return [{ code: 'CacheTooSmall', certainty: 'estimated', path: path.maxModelLen, message }]
    }
    if (memory.headroom < marginalHeadroom) {
      const message = `only ${formatGiB(memory.kvCacheGiB - memory.kvCacheNeededGiB)} GiB above one request of ${formatCount(length)} tokens on a ${device}; a start may fail`
      return [{ code: 'LowHeadroom', certainty: 'estimated', path: path.maxModelLen, message }]
    }
    const outside = (rules.chargesGraphs ? 0 : graphs) + (rules.chargesActivations ? 0 : activations)
    if (totalGiB - budgetGiB < outside) {
      const message = `${rules.chargesActivations ? 'graph capture takes' : 'activations and graph capture take'} about ${formatGiB(outside)} GiB outside the budget, ${formatGiB(totalGiB - budgetGiB)} GiB are kept free there`
      return [{ code: 'LowHeadroom', certainty: 'estimated', path: path.maxModelLen, message }]
    }
    return []
  }
}

/** The model's maximum when it leaves head-room, else the longest that does, else the longest at all. */
function usefulLength(
  cache: CacheInput,
  pool: number,
  totalGiB: number,
  limit: number,
  largest: number,
): number {
  const comfortable = longestRequest(cache, pool - marginalHeadroom * totalGiB, limit)
  if (comfortable >= Math.min(limit, shortestUseful)) return roundDown(comfortable, limit)
  return largest >= Math.min(limit, shortestUseful) ? roundDown(largest, limit) : limit
}

/** Lengths people recognise: whole thousands of 1,024, unless it is the model's own maximum. */
function roundDown(tokens: number, limit: number): number {
  return tokens === limit ? limit : Math.max(1024, Math.floor(tokens / 1024) * 1024)
}
