/**
 * Models by the names people write: the repository itself, a relative with the same architecture, or somebody's build of one.
 * @module
 */
import { nearest } from '../vocabulary/field-error.ts'
import { builderOf, buildOf } from './known-builds.ts'
import type { ModelArchitecture, ResolvedModel } from './model.ts'
import { type NameParts, nameParts, withoutRelease } from './model-name.ts'
import { modelTable } from './model-table.ts'
import type { ModelVariant } from './model-variant.ts'
import { modelVariants } from './model-variants.ts'
import type { StoredWeights } from './stored-weights.ts'
import { nativeStorage, storageOf, type WeightFormat } from './weight-format.ts'

const variantsByRow = Map.groupBy(modelVariants, (variant) => variant.of)

/** Every known architecture, with its other names. */
export const models: readonly ModelArchitecture[] = modelTable.map((row) => ({
  ...row,
  aliases: (variantsByRow.get(row.id) ?? []).map((variant) => variant.id),
}))

type Reading = Omit<ResolvedModel, 'id'>

/** A name of the catalog. */
interface Known {
  readonly id: string
  readonly publisher: string
  readonly key: string
  readonly row: ModelArchitecture
  readonly variant?: ModelVariant
  /** Format of the repository of that name. */
  readonly format: WeightFormat
  /** Builds of it, as they were read: by format and builder, so few. */
  readonly builds: Map<string, Reading>
}

function knownName(row: ModelArchitecture, variant?: ModelVariant): Known {
  const id = variant?.id ?? row.id
  const { publisher = '', key = '' } = nameParts(id) ?? {}
  const format = variant?.format ?? nativeStorage(row.nativeFormat).format
  return { id, publisher, key, row, ...(variant && { variant }), format, builds: new Map() }
}

const known: readonly Known[] = models.flatMap((row) => [
  knownName(row),
  ...(variantsByRow.get(row.id) ?? []).map((variant) => knownName(row, variant)),
])

/** The first of each key wins, so that the plain 16-bit release comes before its builds. */
const byKey = new Map(known.toReversed().map((entry) => [entry.key, entry]))

/** Names without a word for the kind of training, where only relatives that differ in nothing share them. */
const byShortKey = new Map(
  [...Map.groupBy(known, (entry) => withoutRelease(entry.key))].flatMap(([key, entries]) => {
    const [first, ...others] = entries
    const same = others.every(
      (other) =>
        other.row === first?.row &&
        other.format === first.format &&
        other.variant?.maxPositions === first.variant?.maxPositions,
    )
    return first !== undefined && same ? [[key, first] as const] : []
  }),
)

/** Size of the files of a build, GiB: only where it was measured in this format. */
function checkpointOf({ row, variant }: Known, format: WeightFormat): number | undefined {
  if (format === variant?.format) return variant.checkpointGiB
  return format === nativeStorage(row.nativeFormat).format ? row.checkpointGiB : undefined
}

/** The architecture of an entry: the row, with the length and the files of this repository. */
function architectureOf({ row, variant }: Known, checkpointGiB: number | undefined): ModelArchitecture {
  const maxPositions = variant?.maxPositions ?? row.maxPositions
  if (maxPositions === row.maxPositions && checkpointGiB === row.checkpointGiB) return row
  const { checkpointGiB: _, ...rest } = row
  return {
    ...rest,
    maxPositions,
    ...(row.shape && { shape: { ...row.shape, maxPositions } }),
    ...(checkpointGiB !== undefined && { checkpointGiB }),
  }
}

function reading(
  entry: Known,
  builder: string,
  format: WeightFormat,
  how: ResolvedModel['how'],
  note: string,
): Reading {
  const checkpointGiB = checkpointOf(entry, format)
  const stored = buildOf(entry.row.id, builder, format)
  return {
    architecture: architectureOf(entry, checkpointGiB),
    ...storageOf(stored.format),
    stored:
      checkpointGiB === undefined
        ? stored
        : { ...stored, checkpointBytes: Math.round(checkpointGiB * 2 ** 30) },
    how,
    note,
  }
}

/** Every repository of the catalog, read once. */
const byId = new Map<string, Reading>(
  known.map((entry) => {
    const exact = entry.variant === undefined
    const note = exact ? '' : `same architecture as ${entry.row.id}`
    return [
      entry.id.toLowerCase(),
      reading(entry, builderOf(entry.publisher), entry.format, exact ? 'exact' : 'alias', note),
    ]
  }),
)

/** The catalog's entry for a name that is not in it as it stands. */
function relativeOf({ key, publisher }: NameParts): Known | undefined {
  return byKey.get(key) ?? (publisher === '' ? byShortKey.get(key) : undefined)
}

function readBuild(base: Known, parts: NameParts): Reading {
  const builder = builderOf(parts.publisher)
  const key = `${parts.format} ${builder}`
  const before = base.builds.get(key)
  if (before !== undefined) return before
  const format = parts.format ?? base.format
  const what = parts.format === undefined ? 'another copy' : `the ${storageOf(format).precision} build`
  const now = reading(base, builder, format, 'build', `taken as ${what} of ${base.id}`)
  base.builds.set(key, now)
  return now
}

/**
 * The architecture behind a repository name, and how its weights are stored. Never a guess: a name that differs from every
 * known one in anything but publisher, case, separators and storage words (`-FP8`, `-AWQ`, `-quantized.w8a8`) is `undefined`.
 * Only a name without a publisher may leave out `-Instruct` and the like, and only where no relatives differ.
 *
 * @example resolveModel('RedHatAI/Qwen3-32B-FP8-dynamic') // { precision: 'fp8', format: 'fp8-channel', how: 'build', … }
 */
export function resolveModel(id: string): ResolvedModel | undefined {
  const trimmed = id.trim()
  const named = byId.get(trimmed.toLowerCase())
  if (named !== undefined) return { ...named, id: trimmed }
  const parts = nameParts(trimmed)
  const base = parts && parts.unreadable === undefined ? relativeOf(parts) : undefined
  if (parts === undefined || base === undefined) return undefined
  return { ...readBuild(base, parts), id: trimmed }
}

/**
 * The same repository in another format, as `--quantization` or a recipe may say of a name that does not: with what builds of
 * this model in that format are known to leave out.
 */
export function storedAs(model: ResolvedModel, format: WeightFormat): StoredWeights {
  if (format === model.format) return model.stored
  const publisher = nameParts(model.id)?.publisher ?? ''
  return buildOf(model.architecture.id, builderOf(publisher), format)
}

/** Files that need another engine, by the word in the repository's name. */
const unreadableFiles: Readonly<Record<string, string>> = {
  gguf: 'GGUF files: on ROCm vLLM reads none since 0.28.0, SGLang few',
  bnb: 'bitsandbytes weights: on ROCm vLLM reads them in 0.19.1 to 0.23.0 only',
  mlx: 'MLX weights, which run on Apple devices only',
}

/**
 * Why a repository cannot be resolved although its model is known: one sentence for the user; `undefined` where nothing but the
 * name is against it.
 *
 * @example unreadableBuild('unsloth/Qwen3-32B-GGUF') // 'unsloth/Qwen3-32B-GGUF holds GGUF files: …'
 */
export function unreadableBuild(id: string): string | undefined {
  const parts = nameParts(id)
  if (parts?.unreadable === undefined) return undefined
  const what = unreadableFiles[parts.unreadable] ?? `${parts.unreadable} weights, which fitgate cannot size`
  const base = relativeOf(parts)
  const instead = base ? ` Use ${base.id} or a build that the engines read.` : ''
  return `${id.trim()} holds ${what}.${instead}`
}

const idsByKey = new Map(known.toReversed().map((entry) => [entry.key, entry.id]))

/** At most three known repositories with near names, nearest first; the publisher may be wrong too. */
export function nearestModels(id: string): string[] {
  const wanted = nameParts(id)?.key ?? id
  const left = new Map(idsByKey)
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
