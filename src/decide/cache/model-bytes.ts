/**
 * What a model takes on a volume, as far as the catalog knows it.
 * @module
 */
import type { WantedModel } from '../../api/cache/intent.ts'
import { resolveModel } from '../../catalog/models.ts'
import { repositoryBytes } from '../../catalog/repository-bytes.ts'
import { describedBytes, isDescribed } from '../fit/weights-calibration.ts'

export interface ModelBytes {
  /** What is expected, draft layers included. */
  readonly bytes: number
  /** It cannot be less: counted files, or the tensors that its configuration describes. Absent where that is not certain. */
  readonly leastBytes?: number
}

/** Files and the tensors they are described by differ by less (`weights-calibration.ts`). */
const leastShare = 0.97

/** `undefined` for models that the catalog does not know. */
export function modelBytes({ id, source, include, exclude }: WantedModel): ModelBytes | undefined {
  // elsewhere than on the hub the name is all there is
  const model = resolveModel(source.kind === 'hub' ? source.id : id)
  if (model === undefined) return undefined
  const { architecture, stored } = model
  const { shape } = architecture
  const isCertain = source.kind === 'hub' && include === undefined && exclude === undefined
  const known = (bytes: number, leastBytes: number): ModelBytes => ({
    bytes: Math.ceil(bytes),
    ...(isCertain ? { leastBytes: Math.floor(leastBytes) } : {}),
  })
  if (stored.checkpointBytes !== undefined) return known(stored.checkpointBytes, stored.checkpointBytes)
  if (shape !== undefined && isDescribed(shape)) {
    const layers = shape.draftLayers
    return known(
      describedBytes(shape, stored, { layers, tables: 2 * layers }),
      describedBytes(shape, stored, { layers: 0, tables: 0 }) * leastShare,
    )
  }
  const bytes = repositoryBytes(model)
  return bytes === undefined ? undefined : { bytes: Math.ceil(bytes) }
}
