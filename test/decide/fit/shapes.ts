/** Shapes of models whose starts are logged, written down from their configs. */
import type {
  Attention,
  Experts,
  FeedForward,
  GatedDelta,
  LatentAttention,
  LayerKind,
  Mixer,
  ModelShape,
} from '../../../src/catalog/model-shape.ts'

const k = 1024

export function attention(
  heads: number,
  kvHeads: number,
  headDim: number,
  more: Partial<Attention> = {},
): Attention {
  return { kind: 'attention', heads, kvHeads, headDim, valueHeadDim: headDim, ...more }
}

export function dense(width: number, gated = true): FeedForward {
  return { kind: 'dense', width, gated }
}

export function experts(count: number, topK: number, width: number, more: Partial<Experts> = {}): Experts {
  return { kind: 'experts', experts: count, topK, width, gated: true, sharedWidth: 0, ...more }
}

/** All layers alike, or a list of `[mixer, feed-forward, count]`. */
export function shape(
  layers: number | readonly (readonly [Mixer, FeedForward, number])[],
  hiddenSize: number,
  vocabularySize: number,
  kind: readonly [Mixer, FeedForward] | undefined,
  more: Partial<ModelShape> = {},
): ModelShape {
  const runs = typeof layers === 'number' ? (kind ? [[...kind, layers] as const] : []) : layers
  const kinds: LayerKind[] = runs.map(([mixer, feedForward]) => ({ mixer, feedForward }))
  return {
    architecture: 'TestForCausalLM',
    hiddenSize,
    vocabularySize,
    tiedEmbeddings: false,
    maxPositions: 40_960,
    kinds,
    layers: runs.flatMap(([, , count], index) => Array.from({ length: count }, () => index)),
    draftLayers: 0,
    ...more,
  }
}

export const llama8B = shape(32, 4096, 128_256, [attention(32, 8, 128), dense(14_336)], {
  maxPositions: 128 * k,
})
export const llama70B = shape(80, 8192, 128_256, [attention(64, 8, 128), dense(28_672)], {
  maxPositions: 128 * k,
})
export const llama405B = shape(126, 16_384, 128_256, [attention(128, 8, 128), dense(53_248)], {
  maxPositions: 128 * k,
})
export const qwen14B = shape(40, 5120, 151_936, [attention(40, 8, 128), dense(17_408)])
export const qwen32B = shape(64, 5120, 151_936, [attention(64, 8, 128), dense(25_600)])
export const qwen30BA3B = shape(48, 2048, 151_936, [attention(32, 4, 128), experts(128, 8, 768)])
/** The 2507 releases and the coder. */
export const qwen30BLong: ModelShape = { ...qwen30BA3B, maxPositions: 256 * k }
export const deepseekQwen14B = shape(
  48,
  5120,
  152_064,
  [attention(40, 8, 128, { qkvBias: true }), dense(13_824)],
  {
    maxPositions: 128 * k,
  },
)
export const mixtral8x7B = shape(32, 4096, 32_000, [attention(32, 8, 128), experts(8, 2, 14_336)], {
  maxPositions: 32 * k,
})
const gptOss = (layers: number, count: number): ModelShape => {
  const both = { qkvBias: true, outputBias: true, sinks: true }
  const feedForward = experts(count, 4, 2880, { bias: true, routerBias: true })
  return shape(
    [
      [attention(64, 8, 64, { ...both, window: 128 }), feedForward, layers / 2],
      [attention(64, 8, 64, both), feedForward, layers / 2],
    ],
    2880,
    201_088,
    undefined,
    { maxPositions: 128 * k },
  )
}
export const gptOss20B = gptOss(24, 32)
export const gptOss120B = gptOss(36, 128)

const gemma3 = (layers: number, hidden: number, mixer: Attention, width: number, full: number): ModelShape =>
  shape(
    [
      [{ ...mixer, window: 1024 }, dense(width), layers - full],
      [{ ...mixer, rotaryRows: 8 * 128 * k }, dense(width), full],
    ],
    hidden,
    262_208,
    undefined,
    {
      architecture: 'Gemma3ForConditionalGeneration',
      tiedEmbeddings: true,
      maxPositions: 128 * k,
      normVectors: 4,
      // SigLIP so400m, 896 pixels, and one projection to the hidden size
      encoder: { parameters: 417_000_000 + 1152 * hidden, heads: 16, split: true },
    },
  )
export const gemma4B = gemma3(34, 2560, attention(8, 4, 256, { qkNorm: 'head' }), 10_240, 5)
export const gemma12B = gemma3(48, 3840, attention(16, 8, 256, { qkNorm: 'head' }), 15_360, 8)
export const gemma27B = gemma3(62, 5376, attention(32, 16, 128, { qkNorm: 'head' }), 21_504, 10)

const delta: GatedDelta = {
  kind: 'gated-delta',
  keyHeads: 16,
  valueHeads: 32,
  keyDim: 128,
  valueDim: 128,
  convKernel: 4,
}
const nextExperts = experts(512, 10, 512, { sharedWidth: 512, sharedGate: true })
export const qwenNext80B = shape(
  [
    [delta, nextExperts, 36],
    [attention(16, 2, 256, { outputGate: true, rotaryDim: 64 }), nextExperts, 12],
  ],
  2048,
  151_936,
  undefined,
  { maxPositions: 256 * k, draftLayers: 1 },
)

export const latent: LatentAttention = {
  kind: 'latent',
  heads: 128,
  queryRank: 1536,
  kvRank: 512,
  nopeDim: 128,
  ropeDim: 64,
  valueHeadDim: 128,
}
export const deepseekV3 = shape(
  [
    [latent, dense(18_432), 3],
    [latent, experts(256, 8, 2048, { sharedWidth: 2048, routerBias: true }), 58],
  ],
  7168,
  129_280,
  undefined,
  { maxPositions: 160 * k, draftLayers: 1 },
)
const lite: LatentAttention = {
  kind: 'latent',
  heads: 16,
  kvRank: 512,
  nopeDim: 128,
  ropeDim: 64,
  valueHeadDim: 128,
}
export const deepseekV2Lite = shape(
  [
    [lite, dense(10_944), 1],
    [lite, experts(64, 6, 1408, { sharedWidth: 2816 }), 26],
  ],
  2048,
  102_400,
  undefined,
  { maxPositions: 160 * k },
)
/** 10 key/value heads: tensor parallel 4 and 8 are impossible. */
export const phi4 = shape(40, 5120, 100_352, [attention(40, 10, 128), dense(17_920)], {
  maxPositions: 16 * k,
})
