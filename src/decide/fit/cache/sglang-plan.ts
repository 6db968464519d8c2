/**
 * SGLang's token pools: tokens of the layers that keep everything, of the windows, and states beside them.
 * Source: as `sglang-rules.ts`. fp8 latents are the raw rows that the ROCm kernels read, without scales.
 * @module
 */
import { bucketsOf } from './buckets.ts'
import type { CacheInput, CachePlan, UnknownCache } from './cache-plan.ts'
import { cacheElement } from './element.ts'
import { stageCells } from './sglang-cells.ts'
import { bytesFor, capacityOf, type SglangPools, tokensIn } from './sglang-pools.ts'
import { sglangPlanningRules } from './sglang-rules.ts'

/** Bytes of a state where neither the user nor the checkpoint says: convolution in bf16, recurrence in fp32. */
const stateDefaults = { conv: 2, recurrent: 4 }

/** The plan, or why there is none. */
export function sglangPlan(input: CacheInput): CachePlan | UnknownCache {
  const rules = sglangPlanningRules(input.engine.version)
  const dtype = input.cacheDtype === 'auto' ? (input.checkpointCacheDtype ?? 'auto') : input.cacheDtype
  const element = cacheElement(dtype, input.modelBytes, input.engine)
  if ('error' in element) return { unknown: element.error }
  if ((input.decodeContextParallel ?? 1) > 1) {
    return { unknown: 'the pools of SGLang with decode context parallelism are not known' }
  }
  if (input.shape.kinds.some(({ mixer }) => mixer.kind === 'compressed-latent')) {
    return { unknown: `the pools that SGLang makes for ${input.shape.architecture} are not known` }
  }
  const buckets = bucketsOf(input, {
    element,
    tensorParallel: input.tensorParallel,
    modelBytes: input.modelBytes,
    draftTokens: 0,
    valueWidth: true,
    fullOnly: !rules.windowPools.has(input.shape.architecture) || input.hybridManager === false,
    mxfp4Indexer: false,
    convBytes: input.stateBytes?.conv ?? stateDefaults.conv,
    recurrentBytes: recurrentBytes(input),
  })
  const page = input.blockSize ?? input.rules.blockSize
  const pools: SglangPools = { cells: stageCells(buckets), page, rules, asked: input.sglang ?? {} }
  return {
    neededBytes: (tokens) => bytesFor(pools, tokens),
    requestBytes: (tokens) => bytesFor(pools, tokens),
    capacity: (poolBytes, maxModelLen) => capacityOf(pools, poolBytes, maxModelLen),
    longestRequest: (poolBytes, limit) => Math.min(limit, tokensIn(pools, poolBytes)),
    blockSize: page,
    groups: buckets.map(({ entry, layers }) => ({
      kind: entry.kind,
      reach: entry.kind === 'state' ? 0 : entry.reach,
      layers,
      groups: 1,
      blockSize: page,
      pageBytes: entry.kind === 'state' ? entry.bytes : entry.bytesPerToken * page,
    })),
  }
}

/** What the user sets, else the bytes that the checkpoint fixes for its layers, else SGLang's fp32. */
function recurrentBytes(input: CacheInput): number | undefined {
  if (input.stateBytes?.recurrent !== undefined) return input.stateBytes.recurrent
  const fixed = input.shape.kinds.some(({ mixer }) => 'stateBytes' in mixer && mixer.stateBytes !== undefined)
  return fixed ? undefined : stateDefaults.recurrent
}
