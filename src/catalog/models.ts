/**
 * Models by the names people write: the repository itself, a relative with the same architecture, or somebody's build of one.
 * @module
 */
import { nearest } from '../vocabulary/field-error.ts'
import type { ModelArchitecture, ResolvedModel } from './model.ts'
import { nameParts } from './model-name.ts'
import { modelTable } from './model-table.ts'
import { type ModelVariant, modelVariants } from './model-variants.ts'
import { nativeStorage, type Storage, storageOf } from './weight-format.ts'

/** Every known architecture, with its other names. */
export const models: readonly ModelArchitecture[] = modelTable.map((row) => ({
  ...row,
  aliases: modelVariants.filter((variant) => variant.of === row.id).map((variant) => variant.id),
}))

/** A name of the catalog. */
interface Known {
  readonly id: string
  readonly row: ModelArchitecture
  readonly variant?: ModelVariant
}

const known: readonly Known[] = models.flatMap((row) => [
  { id: row.id, row },
  ...modelVariants.filter(({ of }) => of === row.id).map((variant) => ({ id: variant.id, row, variant })),
])
const byId = new Map(known.map((entry) => [entry.id.toLowerCase(), entry]))
/** By name without publisher and storage; the first wins, so that the plain 16-bit release comes before its builds. */
const byKey = new Map(known.toReversed().map((entry) => [nameParts(entry.id)?.key ?? '', entry]))

function storageAs(entry: Known): Storage {
  const format = entry.variant?.format
  return format === undefined ? nativeStorage(entry.row.nativeFormat) : storageOf(format)
}

/** The architecture of an entry stored in a format; a checkpoint size is kept only where it is this format's. */
function architectureOf({ row, variant }: Known, storage: Storage): ModelArchitecture {
  const sizes = [
    { format: nativeStorage(row.nativeFormat).format, size: row.checkpointGiB },
    { format: variant?.format, size: variant?.checkpointGiB },
  ]
  return {
    ...row,
    maxPositions: variant?.maxPositions ?? row.maxPositions,
    checkpointGiB: sizes.find((size) => size.format === storage.format)?.size,
  }
}

/**
 * The architecture behind a repository name, and how its weights are stored. Never a guess: a name that differs from every
 * known one in anything but publisher, case, separators and storage words (`-FP8`, `-AWQ`, `-quantized.w8a8`) is `undefined`.
 *
 * @example resolveModel('RedHatAI/Qwen3-32B-FP8-dynamic') // { precision: 'fp8', format: 'fp8-channel', how: 'build', … }
 */
export function resolveModel(id: string): ResolvedModel | undefined {
  const named = byId.get(id.trim().toLowerCase())
  if (named !== undefined) {
    const exact = named.variant === undefined
    const note = exact ? '' : `same architecture as ${named.row.id}`
    return resolved(id, named, storageAs(named), exact ? 'exact' : 'alias', note)
  }
  const parts = nameParts(id)
  const base = parts && byKey.get(parts.key)
  if (parts === undefined || base === undefined) return undefined
  const storage = parts.storage ?? storageAs(base)
  const what = parts.storage === undefined ? 'another copy' : `the ${storage.precision} build`
  return resolved(id, base, storage, 'build', `taken as ${what} of ${base.id}`)
}

function resolved(
  id: string,
  entry: Known,
  storage: Storage,
  how: ResolvedModel['how'],
  note: string,
): ResolvedModel {
  return { architecture: architectureOf(entry, storage), id: id.trim(), ...storage, how, note }
}

/** At most three known repositories with near names, nearest first; the publisher may be wrong too. */
export function nearestModels(id: string): string[] {
  const wanted = nameParts(id)?.key ?? id
  const left = new Map(known.toReversed().map((entry) => [nameParts(entry.id)?.key ?? '', entry.id]))
  const found: string[] = []
  while (found.length < 3) {
    const key = nearest(wanted, left.keys())
    const match = key === undefined ? undefined : left.get(key)
    if (key === undefined || match === undefined) break
    left.delete(key)
    found.push(match)
  }
  return found
}
