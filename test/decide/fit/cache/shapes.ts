import type {
  Attention,
  GatedDelta,
  LayerKind,
  Mixer,
  ModelShape,
} from '../../../../src/catalog/model-shape.ts'
import { type CacheInput, type CachePlan, planCache } from '../../../../src/decide/fit/cache/plan.ts'
import type { CacheRules } from '../../../../src/decide/fit/cache/rules.ts'

export const GiB = 2 ** 30

/** Attention of so many KV heads and a head dimension. */
export function attention(kvHeads: number, headDim: number, more: Partial<Attention> = {}): Attention {
  return { kind: 'attention', heads: kvHeads * 8, kvHeads, headDim, valueHeadDim: headDim, ...more }
}

/** A model whose layers repeat a pattern of mixers until there are `count`. */
export function layered(
  pattern: readonly Mixer[],
  count: number,
  more: Partial<ModelShape> = {},
): ModelShape {
  const mixers = [...new Set(pattern)]
  const kinds: LayerKind[] = mixers.map((mixer) => ({ mixer, feedForward: { kind: 'none' } }))
  const order = pattern.map((mixer) => mixers.indexOf(mixer))
  return {
    architecture: 'TestForCausalLM',
    hiddenSize: 4096,
    vocabularySize: 32_000,
    tiedEmbeddings: false,
    maxPositions: 131_072,
    kinds,
    layers: Array.from({ length: count }, (_, layer) => order[layer % order.length] ?? 0),
    draftLayers: 0,
    ...more,
  }
}

/** `times(3, a)` is `a, a, a`. */
export const times = (count: number, mixer: Mixer): Mixer[] => Array.from({ length: count }, () => mixer)

export const rulesOf = (version: string, more: Partial<CacheRules> = {}): CacheRules => {
  const minor = Number(version.split('.')[1])
  return {
    blockSize: 16,
    concurrentBatches: minor >= 26 ? 2 : 1,
    reservesNullBlock: minor >= 30,
    statePrefixCaching: minor >= 26,
    tokensAreConcurrency: minor >= 20,
    extraDraftWindow: minor >= 28,
    ...more,
  }
}

export function inputOf(
  shape: ModelShape,
  version: string,
  more: Partial<Omit<CacheInput, 'shape' | 'engine'>> = {},
): CacheInput {
  return {
    shape,
    engine: { backend: 'vllm', version },
    rules: rulesOf(version),
    tensorParallel: 1,
    pipelineParallel: 1,
    cacheDtype: 'auto',
    modelBytes: 2,
    batchedTokens: 2048,
    sequences: 64,
    ...more,
  }
}

/** The plan; the test fails where there is none. */
export function planned(input: CacheInput): CachePlan {
  const plan = planCache(input)
  if ('unknown' in plan) throw new Error(plan.unknown)
  return plan
}

export const gemma3 = (layers: number, kvHeads: number, headDim: number): ModelShape => {
  const local = attention(kvHeads, headDim, { window: 1024 })
  return layered([...times(5, local), attention(kvHeads, headDim)], layers)
}

export const gptOss = (layers: number): ModelShape =>
  layered([attention(8, 64, { window: 128 }), attention(8, 64)], layers, {
    architecture: 'GptOssForCausalLM',
  })

export const gatedDelta: GatedDelta = {
  kind: 'gated-delta',
  keyHeads: 16,
  valueHeads: 32,
  keyDim: 128,
  valueDim: 128,
  convKernel: 4,
}

export const qwen3Next = layered([...times(3, gatedDelta), attention(2, 256)], 48)

export const qwen36 = layered(
  [...times(3, { ...gatedDelta, valueHeads: 48, stateBytes: 4 }), attention(4, 256)],
  64,
)

export const kimiDelta = (heads: number, headDim: number): Mixer => ({
  kind: 'kimi-delta',
  heads,
  headDim,
  convKernel: 4,
})

/** A layer of DeepSeek V4; without a ratio it only has its window. */
export const compressed = (ratio?: number): Mixer => ({
  kind: 'compressed-latent',
  heads: 64,
  headDim: 512,
  window: 128,
  ...(ratio === undefined ? {} : { ratio }),
})

/** Latent attention of DeepSeek V3, with the sparse indexer of V3.2 when asked. */
export const latent = (indexed = false): Mixer => ({
  kind: 'latent',
  heads: 128,
  queryRank: 1536,
  kvRank: 512,
  nopeDim: 128,
  ropeDim: 64,
  valueHeadDim: 128,
  ...(indexed ? { indexer: { heads: 64, headDim: 128, topK: 2048 } } : {}),
})

export const mamba2 = (chunkSize?: number): Mixer => ({
  kind: 'mamba2',
  heads: 128,
  headDim: 64,
  groups: 8,
  stateSize: 128,
  convKernel: 4,
  ...(chunkSize === undefined ? {} : { chunkSize }),
})
