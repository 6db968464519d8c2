/**
 * The number of parameters of a model, tensor by tensor, from its shape.
 * @module
 */
import type {
  Attention,
  CompressedLatent,
  FeedForward,
  LatentAttention,
  Mixer,
  ModelShape,
} from './model-shape.ts'

function attentionParameters(mixer: Attention, hidden: number): number {
  const { heads, kvHeads, headDim, valueHeadDim, outputGate, qkNorm, indexKeys } = mixer
  const queries = heads * headDim
  const projected = queries * (outputGate ? 2 : 1)
  const keys = kvHeads * headDim
  const values = mixer.keysAreValues ? 0 : kvHeads * valueHeadDim
  const own = mixer.sharesCache ? projected : projected + keys + values
  const norms = { head: 2 * headDim, projection: queries + keys }
  const index = indexKeys ? indexKeys.headDim * (hidden * (indexKeys.heads + 1) + 2) : 0
  return (
    hidden * own +
    (mixer.qkvBias ? own : 0) +
    heads * valueHeadDim * hidden +
    (mixer.outputBias ? hidden : 0) +
    (qkNorm ? norms[qkNorm] : 0) +
    (mixer.sinks ? heads : 0) +
    index
  )
}

function latentParameters(mixer: LatentAttention, hidden: number): number {
  const { heads, queryRank, kvRank, nopeDim, ropeDim, valueHeadDim, indexer } = mixer
  const queries = heads * (nopeDim + ropeDim)
  const toQueries =
    queryRank === undefined ? hidden * queries : queryRank * (hidden + 1) + queryRank * queries
  const index = indexer
    ? (queryRank ?? hidden) * indexer.heads * indexer.headDim +
      hidden * (indexer.headDim + indexer.heads) +
      2 * indexer.headDim
    : 0
  return (
    toQueries +
    hidden * (kvRank + ropeDim) +
    kvRank +
    kvRank * heads * (nopeDim + valueHeadDim) +
    heads * valueHeadDim * hidden * (mixer.outputGate ? 2 : 1) +
    index
  )
}

/** Compresses keys and values, in overlapping pairs at ratio 4 (vLLM 0.33.0, deepseek_v4/compressor.py). */
function compressorParameters(ratio: number, width: number, hidden: number): number {
  const pair = (ratio === 4 ? 2 : 1) * width
  return ratio * pair + 2 * hidden * pair + width
}

function compressedParameters(mixer: CompressedLatent, hidden: number): number | undefined {
  const { heads, headDim, ratio, indexDim = 128, projections } = mixer
  if (projections === undefined) return undefined
  const { queryRank, outputGroups, outputRank, indexHeads, streams } = projections
  const mixes = (2 + streams) * streams
  let total =
    hidden * (queryRank + headDim) +
    queryRank * heads * headDim +
    heads * headDim * outputRank +
    outputGroups * outputRank * hidden +
    (queryRank + headDim + heads) +
    2 * (mixes * streams * hidden + mixes + 3)
  if (ratio !== undefined) total += compressorParameters(ratio, headDim, hidden)
  if (ratio === 4)
    total +=
      queryRank * indexHeads * indexDim + hidden * indexHeads + compressorParameters(ratio, indexDim, hidden)
  return total
}

/** Parameters of a layer's mixer; `undefined` where its tensors are not described. */
function mixerParameters(mixer: Mixer, hidden: number): number | undefined {
  switch (mixer.kind) {
    case 'attention':
      return attentionParameters(mixer, hidden)
    case 'latent':
      return latentParameters(mixer, hidden)
    case 'gated-delta': {
      const { keyHeads, valueHeads, keyDim, valueDim, convKernel } = mixer
      const keys = keyHeads * keyDim
      const values = valueHeads * valueDim
      const projections = hidden * (2 * keys + 2 * values + 2 * valueHeads)
      return projections + (2 * keys + values) * convKernel + 2 * valueHeads + valueDim + values * hidden
    }
    case 'kimi-delta': {
      const { heads, headDim, convKernel, fullRankGate } = mixer
      const inner = heads * headDim
      const lowRank = headDim * (hidden + inner)
      const gate = fullRankGate ? hidden * inner : lowRank
      const projections = 4 * hidden * inner + lowRank + gate + hidden * heads
      return projections + 3 * inner * convKernel + inner + heads + headDim
    }
    case 'mamba2': {
      const { heads, headDim, groups, stateSize, convKernel } = mixer
      const inner = heads * headDim
      const states = 2 * groups * stateSize
      const input = hidden * (2 * inner + states + heads)
      return input + (inner + states) * (convKernel + 1) + 3 * heads + inner + inner * hidden
    }
    case 'lightning': {
      const inner = mixer.heads * mixer.headDim
      return 5 * hidden * inner + inner
    }
    case 'compressed-latent':
      return compressedParameters(mixer, hidden)
    case 'none':
      return 0
    default:
      return mixer satisfies never
  }
}

function feedForwardParameters(block: FeedForward, hidden: number): number {
  switch (block.kind) {
    case 'none':
      return 0
    case 'dense': {
      const { width, gated, bias } = block
      return (gated ? 3 : 2) * hidden * width + (bias ? (gated ? 2 : 1) * width + hidden : 0)
    }
    case 'experts': {
      const { experts, width, gated, bias, sharedWidth, denseWidth = 0, latentSize } = block
      const matrices = gated ? 3 : 2
      const inner = latentSize ?? hidden
      const expert = matrices * inner * width + (bias ? (matrices - 1) * width + inner : 0)
      const router = experts * (hidden + (block.routerBias ? 1 : 0))
      const beside = matrices * hidden * (sharedWidth + denseWidth) + (block.sharedGate ? hidden : 0)
      return router + experts * expert + beside + (latentSize === undefined ? 0 : 2 * hidden * latentSize)
    }
    default:
      return block satisfies never
  }
}

/** The second embedding, its projection, and each layer's way in and out of it. */
function perLayerEmbeddingParameters({ hiddenSize, layers, perLayerEmbedding }: ModelShape): number {
  if (perLayerEmbedding === undefined) return 0
  const { rows, width } = perLayerEmbedding
  const all = layers.length * width
  return rows * all + hiddenSize * all + width + layers.length * (2 * hiddenSize * width + hiddenSize)
}

/**
 * Parameters of the whole model, encoder included, draft layers not. `undefined` where only the cache of a mixer is described.
 */
export function parametersOf(shape: ModelShape): number | undefined {
  const { hiddenSize, vocabularySize } = shape
  const perKind = shape.kinds.map(({ mixer, feedForward }) => {
    const mixing = mixerParameters(mixer, hiddenSize)
    if (mixing === undefined) return undefined
    const parts = Number(mixer.kind !== 'none') + Number(feedForward.kind !== 'none')
    const norms = shape.normVectors ?? parts
    return mixing + feedForwardParameters(feedForward, hiddenSize) + norms * hiddenSize
  })
  let total = hiddenSize + vocabularySize * hiddenSize * (shape.tiedEmbeddings ? 1 : 2)
  for (const kind of shape.layers) {
    const layer = perKind[kind]
    if (layer === undefined) return undefined
    total += layer
  }
  return (
    total +
    (shape.headBias ? vocabularySize : 0) +
    (shape.positionRows ?? 0) * hiddenSize +
    perLayerEmbeddingParameters(shape) +
    (shape.encoder?.parameters ?? 0)
  )
}
