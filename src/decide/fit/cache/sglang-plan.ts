/**
 * SGLang's token pools: tokens of the layers that keep everything, of the windows, and states beside them.
 * Source: as `sglang-rules.ts`. fp8 latents are the raw rows that the ROCm kernels read, without scales.
 * @module
 */
import { bucketsOf } from './buckets.ts'
import type { CacheCapacity, CacheInput, CachePlan, UnknownCache } from './cache-plan.ts'
import { cacheElement } from './element.ts'
import { type StageCells, stageCells } from './sglang-cells.ts'
import { type SglangPlanningRules, sglangPlanningRules } from './sglang-rules.ts'

// defaults of `--swa-full-tokens-ratio` and `--mamba-full-memory-ratio`
const windowRatio = 0.8
const stateRatio = 0.9

/** Slots of the pool of states that one running request may hold, with and without the radix cache. */
const statesOfRequest = { radix: 3, plain: 1 }

/** Bytes of a state where the checkpoint does not say: recurrence in fp32, convolution in bf16. */
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
  const buckets = bucketsOf(input, {
    element,
    tensorParallel: input.tensorParallel,
    modelBytes: input.modelBytes,
    draftTokens: 0,
    valueWidth: true,
    fullOnly: !rules.windowPools.has(input.shape.architecture) || input.hybridManager === false,
    convBytes: input.stateBytes?.conv ?? stateDefaults.conv,
    ...recurrentBytes(input),
  })
  if (buckets === undefined) {
    return { unknown: `the cache layout of ${input.shape.architecture} is not known` }
  }
  const page = input.blockSize ?? input.rules.blockSize
  const pool = new SglangPools(stageCells(buckets), page, input, rules)
  return {
    neededBytes: (tokens) => pool.bytesFor(tokens),
    requestBytes: (tokens) => pool.bytesFor(tokens),
    capacity: (poolBytes, maxModelLen) => pool.capacity(poolBytes, maxModelLen),
    longestRequest: (poolBytes, limit) => Math.min(limit, pool.tokensIn(poolBytes)),
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

/** A state's own bytes win over SGLang's fp32; what the user sets wins over both. */
function recurrentBytes(input: CacheInput): { readonly recurrentBytes?: number } {
  if (input.stateBytes?.recurrent !== undefined) return { recurrentBytes: input.stateBytes.recurrent }
  const fixed = input.shape.kinds.some(({ mixer }) => 'stateBytes' in mixer && mixer.stateBytes !== undefined)
  return fixed ? {} : { recurrentBytes: stateDefaults.recurrent }
}

class SglangPools {
  readonly #cells: readonly StageCells[]
  readonly #page: number
  readonly #input: CacheInput
  readonly #rules: SglangPlanningRules
  readonly #windowRatio: number
  readonly #stateRatio: number
  /** Bytes of one state slot, the same on every stage. */
  readonly #slotBytes: number

  constructor(cells: readonly StageCells[], page: number, input: CacheInput, rules: SglangPlanningRules) {
    this.#cells = cells
    this.#page = page
    this.#input = input
    this.#rules = rules
    this.#windowRatio = input.sglang?.windowRatio ?? windowRatio
    this.#stateRatio = input.sglang?.stateRatio ?? stateRatio
    const states = cells.map((cell) => cell.state)
    this.#slotBytes = rules.paddedStates
      ? Math.max(0, ...states)
      : states.reduce((sum, bytes) => sum + bytes, 0)
  }

  /** Bytes of the pool in which one request of so many tokens fits, on the stage that needs most. */
  bytesFor(tokens: number): number {
    const kept = Math.ceil(tokens / this.#page) * this.#page
    const bytes = Math.max(0, ...this.#cells.map((cell) => kept * this.#bytesPerToken(cell)))
    if (this.#slotBytes === 0) return bytes
    // states have their share of whatever there is, and at least those of one request
    const leastStates = this.#slotBytes * (this.#statesOfRequest() + this.#padding())
    const fixed = this.#fixedStates()
    if (fixed !== undefined) return bytes + (fixed + this.#padding()) * this.#slotBytes
    return Math.max(bytes * (1 + this.#stateRatio), bytes + leastStates)
  }

  /** `max_total_num_tokens`: the least over the stages. */
  tokensIn(poolBytes: number | readonly number[]): number {
    let least = Number.POSITIVE_INFINITY
    this.#cells.forEach((cell, stage) => {
      const pool = bytesOf(poolBytes, stage)
      const rest = pool - (this.#states(pool) + this.#padding()) * this.#slotBytes
      least = Math.min(least, this.#stageTokens(cell, Math.max(0, rest)))
    })
    const asked = this.#input.sglang?.maxTotalTokens ?? Number.POSITIVE_INFINITY
    const tokens = Math.min(least, asked)
    return Number.isFinite(tokens) ? this.#aligned(tokens) : 0
  }

  capacity(poolBytes: number | readonly number[], maxModelLen: number): CacheCapacity {
    const tokens = this.tokensIn(poolBytes)
    const asked = this.#input.sglang?.maxRunningRequests
    const usual = Math.min(Math.max(Math.trunc((tokens / maxModelLen) * 512), 2048), 4096)
    let running = Math.min(asked ?? usual, Math.floor(tokens / 2))
    if (this.#slotBytes > 0) {
      const states = Math.min(...this.#cells.map((_, stage) => this.#states(bytesOf(poolBytes, stage))))
      running = Math.min(running, Math.floor(states / this.#statesOfRequest()))
    }
    return {
      blocks: Math.floor(tokens / this.#page),
      tokens,
      concurrency: Math.min(tokens / maxModelLen, Math.max(0, running)),
      maxRunningRequests: Math.max(0, running),
    }
  }

  #stageTokens(cell: StageCells, bytes: number): number {
    if (cell.full === 0 && cell.window === 0) return Number.POSITIVE_INFINITY
    if (cell.full === 0 || cell.window === 0 || !this.#rules.redistributes) {
      return Math.floor(bytes / this.#bytesPerToken(cell))
    }
    const all = cell.full + cell.window
    return Math.trunc((Math.floor(bytes / all) * all) / this.#bytesPerToken(cell))
  }

  /** Bytes of a token of the full pool, with its share of the window pool. */
  #bytesPerToken(cell: StageCells): number {
    return cell.full === 0 ? cell.window : cell.full + this.#windowRatio * cell.window
  }

  /** State slots of a pool. */
  #states(poolBytes: number): number {
    if (this.#slotBytes === 0) return 0
    const share = (poolBytes * this.#stateRatio) / (1 + this.#stateRatio)
    return this.#fixedStates() ?? Math.max(0, Math.floor(share / this.#slotBytes) - this.#padding())
  }

  #fixedStates(): number | undefined {
    const asked = this.#input.sglang
    if (asked?.maxStates !== undefined) return asked.maxStates
    return asked?.radixCache === false ? asked.maxRunningRequests : undefined
  }

  #statesOfRequest(): number {
    return this.#input.sglang?.radixCache === false ? statesOfRequest.plain : statesOfRequest.radix
  }

  #padding(): number {
    return this.#rules.paddedStates && this.#slotBytes > 0 ? 1 : 0
  }

  #aligned(tokens: number): number {
    return Math.floor(tokens / this.#page) * this.#page
  }
}

function bytesOf(poolBytes: number | readonly number[], stage: number): number {
  return typeof poolBytes === 'number' ? poolBytes : (poolBytes[stage] ?? 0)
}
