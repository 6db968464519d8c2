/**
 * The dimensions of a model shape as single numbers: what holds of most layers, and sums over all of them.
 * @module
 */
import type { AttentionKind, ModelArchitecture } from './model.ts'
import type { Attention, FeedForward, LayerKind, Mixer, ModelShape } from './model-shape.ts'
import { layerCounts } from './model-shape.ts'

type Dimensions = Pick<
  ModelArchitecture,
  | 'architecture'
  | 'hiddenSize'
  | 'layers'
  | 'attentionHeads'
  | 'kvHeads'
  | 'headDim'
  | 'valueHeadDim'
  | 'feedForwardSize'
  | 'vocabularySize'
  | 'tiedEmbeddings'
  | 'maxPositions'
  | 'attention'
  | 'fullAttentionLayers'
  | 'windowLayers'
  | 'window'
  | 'stateLayers'
  | 'mla'
  | 'moe'
  | 'kvBytesPerToken'
  | 'windowKVBytesPerToken'
  | 'stateMiBPerSequence'
  | 'tensorParallelSizes'
>

type Counted = readonly (readonly [LayerKind, number])[]

/** Bytes of an element in 16 bit, the precision these figures are given in. */
const bytes = 2

/** Mixer of a kind that attends, the first in the model. */
type Attending = Extract<Mixer, { kind: 'attention' | 'latent' | 'compressed-latent' }>

function attends(mixer: Mixer): mixer is Attending {
  return mixer.kind === 'attention' || mixer.kind === 'latent' || mixer.kind === 'compressed-latent'
}

/** Tokens a layer looks back on; `undefined` where it sees everything. A window longer than the context is none. */
function reach(mixer: Mixer, maxPositions: number): number | undefined {
  if (mixer.kind !== 'attention') return undefined
  const tokens = mixer.window ?? mixer.chunk
  return tokens !== undefined && tokens < maxPositions ? tokens : undefined
}

/** Cache of one token in one layer, one rank. */
function tokenBytes(mixer: Mixer): number {
  if (mixer.kind === 'latent') return (mixer.kvRank + mixer.ropeDim) * bytes
  if (mixer.kind !== 'attention' || mixer.sharesCache) return 0
  return mixer.kvHeads * (mixer.headDim + mixer.valueHeadDim) * bytes
}

/** State of one sequence in one layer, bytes; 0 for layers with a cache. */
function stateBytes(mixer: Mixer): number {
  switch (mixer.kind) {
    case 'gated-delta': {
      const { keyHeads, valueHeads, keyDim, valueDim, convKernel } = mixer
      const conv = (2 * keyHeads * keyDim + valueHeads * valueDim) * (convKernel - 1)
      return conv * bytes + valueHeads * valueDim * keyDim * (mixer.stateBytes ?? bytes)
    }
    case 'kimi-delta': {
      const width = mixer.heads * mixer.headDim
      return 3 * width * (mixer.convKernel - 1) * bytes + width * mixer.headDim * 4
    }
    case 'mamba2': {
      const width = mixer.heads * mixer.headDim
      const conv = (width + 2 * mixer.groups * mixer.stateSize) * (mixer.convKernel - 1)
      return conv * bytes + width * mixer.stateSize * (mixer.stateBytes ?? bytes)
    }
    case 'lightning':
      return mixer.heads * mixer.headDim ** 2 * 4
    default:
      return 0
  }
}

function attentionKind(kinds: readonly LayerKind[], maxPositions: number): AttentionKind {
  const mixers = kinds.map(({ mixer }) => mixer)
  if (mixers.some(({ kind }) => kind === 'compressed-latent')) return 'compressed-mla'
  if (mixers.some((mixer) => stateBytes(mixer) > 0)) return 'hybrid-state'
  const narrow = mixers.filter((mixer) => reach(mixer, maxPositions) !== undefined)
  if (narrow.some((mixer) => (mixer as Attention).chunk !== undefined)) return 'chunked-local'
  if (narrow.length > 0) return 'sliding-window'
  return mixers.some(({ kind }) => kind === 'latent') ? 'mla' : 'full'
}

/** Heads and widths that a tensor-parallel size must divide. */
function divided({ mixer, feedForward }: LayerKind): readonly number[] {
  const heads =
    'heads' in mixer ? [mixer.heads] : mixer.kind === 'gated-delta' ? [mixer.keyHeads, mixer.valueHeads] : []
  const widths = feedForward.kind === 'none' ? [] : [feedForward.width]
  return [...heads, ...widths]
}

function allows(kind: LayerKind, size: number): boolean {
  const { mixer } = kind
  const kv = mixer.kind === 'attention' ? mixer.kvHeads : 1
  return (
    divided(kind).every((count) => count % size === 0) && (kv >= size ? kv % size === 0 : size % kv === 0)
  )
}

function feedForwards(shape: ModelShape) {
  const dense = (feedForward: FeedForward) => feedForward.kind === 'dense'
  const [sparse] = shape.kinds.flatMap(({ feedForward }) =>
    feedForward.kind === 'experts' ? [feedForward] : [],
  )
  const denseLayers = shape.layers.filter((kind) =>
    dense(shape.kinds[kind]?.feedForward ?? { kind: 'none' }),
  ).length
  const widths = shape.kinds.flatMap(({ feedForward }) =>
    feedForward.kind === 'dense' ? [feedForward.width] : [],
  )
  return {
    ...(widths.length > 0 && { feedForwardSize: Math.max(...widths) }),
    ...(sparse && {
      moe: {
        experts: sparse.experts,
        topK: sparse.topK,
        feedForwardSize: sparse.width,
        sharedExperts: Math.round(sparse.sharedWidth / sparse.width),
        denseLayers,
      },
    }),
  }
}

function headsOf(mixer: Attending | undefined) {
  if (mixer === undefined) return { attentionHeads: 1, headDim: 0, valueHeadDim: 0 }
  switch (mixer.kind) {
    case 'attention':
      return {
        attentionHeads: mixer.heads,
        kvHeads: mixer.kvHeads,
        headDim: mixer.headDim,
        valueHeadDim: mixer.valueHeadDim,
      }
    case 'latent':
      return {
        attentionHeads: mixer.heads,
        headDim: mixer.nopeDim + mixer.ropeDim,
        valueHeadDim: mixer.valueHeadDim,
        mla: {
          kvLoraRank: mixer.kvRank,
          ropeDim: mixer.ropeDim,
          ...(mixer.queryRank !== undefined && { qLoraRank: mixer.queryRank }),
          qkNopeDim: mixer.nopeDim,
        },
      }
    default:
      return { attentionHeads: mixer.heads, kvHeads: 1, headDim: mixer.headDim, valueHeadDim: mixer.headDim }
  }
}

function cacheOf(shape: ModelShape, counts: Counted) {
  const total = (of: (mixer: Mixer) => number) =>
    counts.reduce((sum, [{ mixer }, count]) => sum + of(mixer) * count, 0)
  const isNarrow = (mixer: Mixer) => reach(mixer, shape.maxPositions) !== undefined
  const compressed = shape.kinds.find(({ mixer }) => mixer.kind === 'compressed-latent')?.mixer
  const windows = shape.kinds.flatMap(({ mixer }) => reach(mixer, shape.maxPositions) ?? [])
  const window = compressed?.kind === 'compressed-latent' ? compressed.window : windows[0]
  return {
    fullAttentionLayers: total((mixer) => (attends(mixer) && !isNarrow(mixer) ? 1 : 0)),
    windowLayers: total((mixer) => (isNarrow(mixer) ? 1 : 0)),
    ...(window !== undefined && { window }),
    stateLayers: total((mixer) => (stateBytes(mixer) > 0 ? 1 : 0)),
    ...(compressed === undefined && {
      kvBytesPerToken: total((mixer) => (isNarrow(mixer) ? 0 : tokenBytes(mixer))),
    }),
    windowKVBytesPerToken: total((mixer) => (isNarrow(mixer) ? tokenBytes(mixer) : 0)),
    stateMiBPerSequence: Math.round((total(stateBytes) / 2 ** 20) * 10) / 10,
  }
}

/** Single numbers of a shape. Sizes up to 16 are tried for tensor parallelism. */
export function dimensionsOf(shape: ModelShape): Dimensions {
  const counts = layerCounts(shape)
  return {
    architecture: shape.architecture,
    hiddenSize: shape.hiddenSize,
    layers: shape.layers.length,
    ...headsOf(shape.kinds.map(({ mixer }) => mixer).find(attends)),
    ...feedForwards(shape),
    vocabularySize: shape.vocabularySize,
    tiedEmbeddings: shape.tiedEmbeddings,
    maxPositions: shape.maxPositions,
    attention: attentionKind(shape.kinds, shape.maxPositions),
    ...cacheOf(shape, counts),
    tensorParallelSizes: [1, 2, 4, 8, 16].filter((size) => shape.kinds.every((kind) => allows(kind, size))),
  }
}
