/**
 * What the files of a repository hold beyond what its shape describes.
 * @module
 */
import type { ModelShape } from '../../catalog/model-shape.ts'
import type { StoredWeights } from '../../catalog/stored-weights.ts'
import type { WeightFormat } from '../../catalog/weight-format.ts'
import { linearsOf } from './linears.ts'
import { storageOf } from './storage.ts'
import { embeddingBytes, layerVectorBytes } from './weights-vectors.ts'

/**
 * Files this far from the sum of the described tensors are not the same tensors with something small beside them (a second copy,
 * another format, draft layers): nothing can be learnt from them.
 */
const tolerance = 0.03

/** Whether every layer's weights follow from the shape. */
export function isDescribed(shape: ModelShape): boolean {
  return shape.kinds.every(
    ({ mixer }) => mixer.kind !== 'compressed-latent' || mixer.projections !== undefined,
  )
}

interface Drafts {
  readonly layers: number
  /** Copies of embedding and head among their files (DeepSeek V3), which engines do not load. */
  readonly tables: number
}

/** Bytes of the described tensors as they lie in the files: not split, not padded. */
export function describedBytes(shape: ModelShape, stored: StoredWeights, drafts: Drafts): number {
  const storage = storageOf(stored)
  const linears = linearsOf(shape)
  const layer = (kind: ModelShape['kinds'][number]) =>
    (linears.get(kind) ?? []).reduce(
      (sum, linear) => {
        const { bytes, scaleBytes, rowBytes } = storage(linear.class)
        const rows = linear.outputs.reduce((total, { width }) => total + width, 0)
        return (
          sum +
          (linear.copies ?? 1) *
            rows *
            (linear.input * (bytes + scaleBytes) + rowBytes + (linear.bias ? 2 : 0))
        )
      },
      layerVectorBytes(shape, kind, storage),
    )
  const ends = { shape, tensorParallel: 1, firstStage: true, lastStage: true }
  const draftKind = shape.kinds[shape.layers.at(-1) ?? 0]
  const draftLayer = draftKind === undefined ? 0 : layer(draftKind)
  const tables = drafts.tables * shape.vocabularySize * shape.hiddenSize * storage('embedding').bytes
  const encoder = (shape.encoder?.parameters ?? 0) * storage('encoder').bytes
  return shape.layers.reduce(
    (sum, index) => {
      const kind = shape.kinds[index]
      return kind === undefined ? sum : sum + layer(kind)
    },
    embeddingBytes(ends, storage) + encoder + drafts.layers * draftLayer + tables,
  )
}

const known = new WeakMap<ModelShape, WeakMap<StoredWeights, number | undefined>>()

/**
 * Where the shape describes every layer: the share by which the files differ from the described tensors, within ±3 %, 0 where
 * nothing is learnt. Draft layers explain a difference of their own size and are not spread over the others.
 * Where it does not: the bytes that are missing, or `undefined` where no file size is known.
 */
export function undescribedShare(
  shape: ModelShape,
  stored: StoredWeights,
  loadedAs: WeightFormat,
): number | undefined {
  if (loadedAs !== stored.format) return isDescribed(shape) ? 0 : undefined
  let byStored = known.get(shape)
  if (byStored === undefined) {
    byStored = new WeakMap()
    known.set(shape, byStored)
  }
  if (!byStored.has(stored)) byStored.set(stored, measure(shape, stored))
  return byStored.get(stored)
}

function measure(shape: ModelShape, stored: StoredWeights): number | undefined {
  const files = stored.checkpointBytes
  if (!isDescribed(shape)) {
    return files === undefined
      ? undefined
      : Math.max(0, files - describedBytes(shape, stored, { layers: 0, tables: 0 }))
  }
  if (files === undefined) return 0
  const layers = shape.draftLayers
  const shares = [
    { layers: 0, tables: 0 },
    { layers, tables: 0 },
    { layers, tables: 2 * layers },
  ].map((drafts) => files / describedBytes(shape, stored, drafts) - 1)
  const share = shares.reduce((best, next) => (Math.abs(next) < Math.abs(best) ? next : best))
  return Math.abs(share) <= tolerance ? share : 0
}
