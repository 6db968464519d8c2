/**
 * How large the volume of a cache has to be.
 * @module
 */
import type { CacheIntent } from '../../api/cache/intent.ts'
import { bytesPerGiB } from '../../vocabulary/quantity.ts'
import { type ModelBytes, modelBytes } from './model-bytes.ts'

/** Share of a volume that file systems keep for themselves. Source: mke2fs(8), `-m`, 5 % by default. */
export const fileSystemShare = 0.05

/** Room beyond the models where nobody wrote a size: the file system's share, and as much again. */
const headroomShare = 2 * fileSystemShare

/** Tokenizers, configurations and whatever else is small, for each model, bytes. */
const smallFilesBytes = 256 * 2 ** 20

export interface SizeNeed {
  /** Of each model, in the order of the intent; `undefined` where the catalog does not know it. */
  readonly models: readonly (ModelBytes | undefined)[]
  /** Those that are not known. */
  readonly unknown: readonly string[]
  /** What the known ones take together, as far as can be told. */
  readonly bytes: number
  /** Of a volume that holds all of them, in whole GiB, with headroom and what is to stay free. Absent where a model is not known. */
  readonly volumeBytes?: number
}

/** What the models of a cache need. */
export function sizeNeed({ models, cleanUp, downloadPolicy }: CacheIntent): SizeNeed {
  const sizes = models.map(modelBytes)
  const known = sizes.filter((size) => size !== undefined)
  const bytes = known.reduce((sum, size) => sum + size.bytes, 0)
  const unknown = models.flatMap(({ id }, index) => (sizes[index] === undefined ? [id] : []))
  // a branch that moved is fetched beside what engines still read
  const beside = downloadPolicy === 'Always' ? Math.max(0, ...known.map((size) => size.bytes)) : 0
  const all = bytes + beside + models.length * smallFilesBytes
  const wanted = all * (1 + headroomShare) + (cleanUp?.minFreeBytes ?? 0)
  return {
    models: sizes,
    unknown,
    bytes,
    ...(unknown.length === 0 ? { volumeBytes: Math.ceil(wanted / bytesPerGiB) * bytesPerGiB } : {}),
  }
}
