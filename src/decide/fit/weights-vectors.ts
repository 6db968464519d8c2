/**
 * Weights beside the matrices of the layers: embeddings and head, norms, rotary tables.
 * @module
 */
import type { LayerKind, ModelShape } from '../../catalog/model-shape.ts'
import type { Storage } from './storage.ts'

/** Vocabularies are padded to a multiple of this before they are split. */
const vocabularyPadding = 64

interface Ends {
  readonly shape: ModelShape
  readonly tensorParallel: number
  readonly firstStage: boolean
  readonly lastStage: boolean
}

const padded = (rows: number) => Math.ceil(rows / vocabularyPadding) * vocabularyPadding

/** Embedding on the first stage, head on the last; tied ones are one table where both are on the same stage. */
export function embeddingBytes(ends: Ends, storage: Storage): number {
  const { shape, tensorParallel, firstStage, lastStage } = ends
  const { hiddenSize, perLayerEmbedding, layers } = shape
  const rows = padded(shape.vocabularySize) / tensorParallel
  const embedding = firstStage ? hiddenSize * storage('embedding').bytes : 0
  const shared = shape.tiedEmbeddings && firstStage
  const head = lastStage && !shared ? hiddenSize * storage('head').bytes : 0
  const bias = lastStage && shape.headBias ? 2 : 0
  let bytes = rows * (embedding + head + bias)
  if (lastStage) bytes += hiddenSize * storage('norm').bytes
  if (firstStage) {
    bytes += (shape.positionRows ?? 0) * hiddenSize * storage('embedding').bytes
    if (perLayerEmbedding) {
      const width = perLayerEmbedding.width * layers.length
      const table = (padded(perLayerEmbedding.rows) / tensorParallel) * width * storage('embedding').bytes
      bytes += table + hiddenSize * width * storage('norm').bytes
    }
  }
  return bytes
}

/** Norms of one layer, sinks, and the gate and projection of a second embedding; a copy on every rank. */
export function layerVectorBytes(shape: ModelShape, { mixer }: LayerKind, storage: Storage): number {
  const { hiddenSize, perLayerEmbedding, normVectors = 2 } = shape
  let elements = normVectors * hiddenSize
  if (perLayerEmbedding) elements += 2 * hiddenSize * perLayerEmbedding.width
  if (mixer.kind === 'attention') {
    const heads = mixer.heads + mixer.kvHeads
    if (mixer.qkNorm !== undefined) elements += (mixer.qkNorm === 'head' ? 2 : heads) * mixer.headDim
    if (mixer.sinks) elements += mixer.heads
  }
  if (mixer.kind === 'latent') elements += (mixer.queryRank ?? 0) + mixer.kvRank
  return elements * storage('norm').bytes
}

/** Positions of images have three coordinates: their table is four times as long (vLLM `rotary_embedding/mrope.py`). */
const manyCoordinates = /^Qwen.*(VL|Omni|3_5)/
const coordinateRows = 4

/** Window layers of these rotate with another base than the others, from a table of their own. */
const windowTables = /^Gemma[34]/

const known = new WeakMap<ModelShape, number>()

/**
 * Cosines and sines of all positions, a row each, on every rank: one table for each width (and base) of the model's heads.
 * They are buffers of the model and part of what loading it takes: 32 MiB for Llama 3.1.
 */
export function rotaryBytes(shape: ModelShape): number {
  let bytes = known.get(shape)
  if (bytes === undefined) {
    const rows = shape.maxPositions * (manyCoordinates.test(shape.architecture) ? coordinateRows : 1)
    const tables = new Map<string, number>()
    for (const { mixer } of shape.kinds) {
      if (mixer.kind === 'attention') {
        const own = windowTables.test(shape.architecture) && mixer.window !== undefined
        const dim = mixer.rotaryDim ?? mixer.headDim
        const positions = mixer.rotaryRows ?? rows
        tables.set(`${dim} ${positions} ${own}`, positions * dim * 2)
      }
      if (mixer.kind === 'latent') tables.set(`${mixer.ropeDim}`, rows * mixer.ropeDim * 2)
    }
    bytes = 0
    for (const table of tables.values()) bytes += table
    known.set(shape, bytes)
  }
  return bytes
}
