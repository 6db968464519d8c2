/**
 * The dimensions of a model shape as single numbers, to be held against figures that were collected elsewhere.
 * @module
 */
import { type LayerKind, layerCounts, type Mixer, type ModelShape } from '../../src/catalog/model-shape.ts'

/** Bytes of an element in 16 bit, the precision these figures are given in. */
const bytes = 2

function attends({ kind }: Mixer): boolean {
  return kind === 'attention' || kind === 'latent' || kind === 'compressed-latent'
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

/** Layers of each sort, bytes of cache and state on one rank, and the sizes up to 16 that heads and widths divide by. */
export function dimensionsOf(shape: ModelShape) {
  const counts = layerCounts(shape)
  const total = (of: (mixer: Mixer) => number) =>
    counts.reduce((sum, [{ mixer }, count]) => sum + of(mixer) * count, 0)
  const isNarrow = (mixer: Mixer) => reach(mixer, shape.maxPositions) !== undefined
  const isCompressed = shape.kinds.some(({ mixer }) => mixer.kind === 'compressed-latent')
  return {
    layers: shape.layers.length,
    fullAttentionLayers: total((mixer) => (attends(mixer) && !isNarrow(mixer) ? 1 : 0)),
    windowLayers: total((mixer) => (isNarrow(mixer) ? 1 : 0)),
    stateLayers: total((mixer) => (stateBytes(mixer) > 0 ? 1 : 0)),
    kvBytesPerToken: isCompressed ? undefined : total((mixer) => (isNarrow(mixer) ? 0 : tokenBytes(mixer))),
    windowKVBytesPerToken: total((mixer) => (isNarrow(mixer) ? tokenBytes(mixer) : 0)),
    stateMiBPerSequence: Math.round((total(stateBytes) / 2 ** 20) * 10) / 10,
    tensorParallelSizes: [1, 2, 4, 8, 16].filter((size) => shape.kinds.every((kind) => allows(kind, size))),
  }
}
