/**
 * The verdict on a breakdown: what the engine would say, and what to do about it.
 * @module
 */
import { withArticle } from '../../vocabulary/article.ts'
import { formatCount, formatGiB } from '../../vocabulary/quantity.ts'
import type { Reason, Verdict } from '../../vocabulary/reasons.ts'
import type { MemoryBreakdown } from '../decision.ts'

/** Below this share of the device, a fit is called marginal: formulas miss by up to 3 GiB on ROCm. */
export const marginalHeadroom = 0.05

/** What is missing up to this share of the device is less than the formulas miss: called marginal, not impossible. */
export const edge = 0.02

/** A shorter request than this is no service worth choosing a length for, tokens. */
export const shortestUseful = 2048

export interface Judged {
  readonly memory: MemoryBreakdown
  /** What the engine asks of the cache before it starts, GiB; some versions ask less than a request takes. */
  readonly startNeedsGiB: number
  /** `MI300X`, `MI300X cpx_nps4 device`. */
  readonly device: string
  /** The engine's own words when nothing is left for the cache. */
  readonly noCacheText: string
  /** What the engine allocates beside its budget: contexts, tables, graphs and activations that it does not charge, GiB. */
  readonly outsideGiB: number
  /** Weights and buffers were summed tensor by tensor, not taken from the size of files. */
  readonly described: boolean
  /** The cache was given in bytes, not computed. */
  readonly cacheIsSet: boolean
  /** Somebody set the length. */
  readonly lengthIsSet: boolean
  /** Whether the engine starts with the model's maximum where nobody sets a length; else one is chosen that fits. */
  readonly engineChoosesLength: boolean
  readonly paths: { readonly gpuCount: string; readonly maxModelLen: string; readonly engineArgs: string }
}

/** Reasons, and the verdict they amount to. */
export function judge(judged: Judged): { readonly verdict: Verdict; readonly reasons: readonly Reason[] } {
  const refusal = refusalOf(judged)
  if (refusal !== undefined) return { verdict: 'DoesNotFit', reasons: [refusal] }
  const warning = warningOf(judged)
  return warning === undefined
    ? { verdict: 'Fits', reasons: [] }
    : { verdict: 'Marginal', reasons: [warning] }
}

function refusalOf({ memory, device, paths, ...judged }: Judged): Reason | undefined {
  const { kvCacheGiB, kvCacheNeededGiB, budgetGiB, totalGiB } = memory
  const beside = memory.weightsGiB + memory.activationsGiB + memory.nonTorchGiB + memory.graphsGiB
  if (judged.cacheIsSet && kvCacheGiB + beside > totalGiB) {
    return estimated(
      'NoCacheMemory',
      paths.engineArgs,
      `a KV cache of ${formatGiB(kvCacheGiB)} GiB beside ${formatGiB(beside)} GiB of weights and overheads is more than the ${formatGiB(totalGiB)} GiB of ${withArticle(device)}; leave kv-cache-memory-bytes out or lower it`,
    )
  }
  if (missing({ memory, ...judged }) <= edge * totalGiB) return undefined
  if (kvCacheGiB <= 0) {
    return estimated(
      'NoCacheMemory',
      paths.gpuCount,
      `weights and overheads take ${formatGiB(beside)} GiB of the ${formatGiB(budgetGiB)} GiB usable on ${withArticle(device)}: "${judged.noCacheText}"`,
    )
  }
  return estimated(
    'CacheTooSmall',
    paths.maxModelLen,
    `one request of ${formatCount(memory.maxModelLen)} tokens needs ${formatGiB(kvCacheNeededGiB)} GiB of KV cache, ${formatGiB(kvCacheGiB)} GiB are left; ${formatCount(memory.largestMaxModelLen)} tokens fit`,
  )
}

/** GiB that the cache is short of; at most 0 when it suffices. */
function missing(
  judged: Pick<Judged, 'memory' | 'startNeedsGiB' | 'lengthIsSet' | 'engineChoosesLength'>,
): number {
  const { kvCacheGiB } = judged.memory
  // with a length set, one argument is all that is missing
  return tooLongByDefault(judged) ? 0 : Math.max(judged.startNeedsGiB - kvCacheGiB, -kvCacheGiB)
}

/** Nobody set a length, the engine's own does not fit, but a useful one does. */
function tooLongByDefault({
  memory,
  lengthIsSet,
  engineChoosesLength,
}: Pick<Judged, 'memory' | 'lengthIsSet' | 'engineChoosesLength'>): boolean {
  return (
    engineChoosesLength &&
    !lengthIsSet &&
    memory.kvCacheNeededGiB > memory.kvCacheGiB &&
    memory.largestMaxModelLen >= shortestUseful
  )
}

function warningOf({ memory, device, paths, ...judged }: Judged): Reason | undefined {
  const { kvCacheGiB, kvCacheNeededGiB, totalGiB, budgetGiB } = memory
  if (tooLongByDefault({ memory, ...judged })) {
    return estimated(
      'DefaultLengthTooLong',
      paths.maxModelLen,
      `the engine starts with the model's maximum of ${formatCount(memory.maxModelLen)} tokens, which needs ${formatGiB(kvCacheNeededGiB)} GiB of KV cache where ${formatGiB(kvCacheGiB)} GiB are left; set at most ${formatCount(memory.largestMaxModelLen)}`,
    )
  }
  if (kvCacheNeededGiB > kvCacheGiB) {
    return estimated(
      'LowHeadroom',
      paths.maxModelLen,
      `one request of ${formatCount(memory.maxModelLen)} tokens needs ${formatGiB(kvCacheNeededGiB)} GiB of KV cache, about ${formatGiB(Math.max(0, kvCacheGiB))} GiB are left on ${withArticle(device)}: a start will probably fail; ${formatCount(memory.largestMaxModelLen)} tokens fit`,
    )
  }
  if (memory.headroom < marginalHeadroom) {
    return estimated(
      'LowHeadroom',
      paths.maxModelLen,
      `only ${formatGiB(kvCacheGiB - kvCacheNeededGiB)} GiB above one request of ${formatCount(memory.maxModelLen)} tokens on ${withArticle(device)}; a start may fail`,
    )
  }
  if (!judged.cacheIsSet && totalGiB - budgetGiB < judged.outsideGiB) {
    return estimated(
      'LowHeadroom',
      paths.engineArgs,
      `contexts and what is not charged to the budget take about ${formatGiB(judged.outsideGiB)} GiB outside the budget, ${formatGiB(totalGiB - budgetGiB)} GiB are kept free there`,
    )
  }
  if (!judged.described) {
    return estimated(
      'WeightsFromFiles',
      paths.gpuCount,
      `how ${withArticle(device)} holds this model's weights and buffers is known from the size of its files only`,
    )
  }
  return undefined
}

function estimated(code: Reason['code'], path: string, message: string): Reason {
  return { code, certainty: 'estimated', path, message }
}
