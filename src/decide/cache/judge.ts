/**
 * What is wrong with a cache before anything was fetched: volumes that cannot hold their models, with the arithmetic.
 * What the catalog does not know is never refused.
 * @module
 */
import type { CacheIntent, CachePaths, WantedModel } from '../../api/cache/intent.ts'
import { formatBytes } from '../../vocabulary/bytes.ts'
import type { FieldError } from '../../vocabulary/field-error.ts'
import { bytesPerGiB } from '../../vocabulary/quantity.ts'
import type { Verdict } from '../../vocabulary/reasons.ts'
import { fileSystemShare, type SizeNeed, sizeNeed } from './size.ts'

export interface CacheJudgement {
  /** What is not known was not checked, whatever else was. */
  readonly verdict: Verdict
  /** It cannot be. */
  readonly errors: readonly FieldError[]
  /** It may be, and will hurt; or it could not be checked. */
  readonly warnings: readonly FieldError[]
  readonly need: SizeNeed
}

export function judgeCache(intent: CacheIntent, paths: CachePaths): CacheJudgement {
  const need = sizeNeed(intent)
  const errors = [...tooLargeForItself(intent, paths, need), ...tooSmall(intent, paths, need)]
  const warnings = [
    ...(intent.models.length === 0
      ? [{ path: paths.models, message: 'is empty: nothing is fetched until a model is listed' }]
      : []),
    ...withoutEffect(intent, paths),
    ...unchecked(intent, paths, need),
    ...notCopied(intent, paths),
    ...(errors.length > 0 ? [] : tight(intent, paths, need)),
  ]
  return { verdict: verdictOf(errors, warnings, need), errors, warnings, need }
}

function verdictOf(
  errors: readonly FieldError[],
  warnings: readonly FieldError[],
  { unknown }: SizeNeed,
): Verdict {
  if (errors.length > 0) return 'DoesNotFit'
  if (unknown.length > 0) return 'Unknown'
  return warnings.length > 0 ? 'Marginal' : 'Fits'
}

/** Models whose own limit is below what they take. */
function tooLargeForItself({ models }: CacheIntent, paths: CachePaths, need: SizeNeed): FieldError[] {
  return models.flatMap(({ id, maxBytes }, index) => {
    const least = need.models[index]?.leastBytes
    if (maxBytes === undefined || least === undefined || least <= maxBytes) return []
    return [
      {
        path: paths.model[index]?.maxSize ?? paths.models,
        message: `is ${formatBytes(maxBytes)}, but ${id} takes at least ${formatBytes(least)}: it would never be fetched`,
        fix: `write ${wholeGi(least)} or more, or remove it`,
      },
    ]
  })
}

/** Volumes below what has to be on them at the same time: every single model, and all that must not be evicted for another. */
function tooSmall(intent: CacheIntent, paths: CachePaths, need: SizeNeed): FieldError[] {
  const { bytes } = intent.storage
  if (bytes === undefined) return []
  const free = intent.cleanUp?.minFreeBytes ?? 0
  const parts = leastTogether(intent, need)
  const least = parts.reduce((sum, part) => sum + part.leastBytes, 0)
  if (least <= bytes - free) return []
  const kept = free === 0 ? '' : ` and ${formatBytes(free)} are to stay free`
  const what =
    parts.length === 1
      ? `${parts[0]?.id} takes at least ${formatBytes(least)}${kept}`
      : `${parts.map(({ id, leastBytes }) => `${id} ${formatBytes(leastBytes)}`).join(' + ')} = ${formatBytes(least)} at least${kept}`
  return [
    {
      path: paths.size,
      message: `is ${formatBytes(bytes)}, but ${what}`,
      fix: `write ${enough(parts, intent, need)} or more`,
    },
  ]
}

interface Part {
  readonly id: string
  readonly leastBytes: number
}

/** Without a clean-up all that is fetched at once; with one, what is pinned and the largest of the others. */
function leastTogether({ models, cleanUp }: CacheIntent, need: SizeNeed): readonly Part[] {
  const parts = models.flatMap((model, index) => {
    const leastBytes = need.models[index]?.leastBytes
    return leastBytes === undefined ? [] : [{ id: model.id, leastBytes, stays: staysOf(model) }]
  })
  const isKept = (part: (typeof parts)[number]) =>
    part.stays === 'pinned' || (cleanUp === undefined && part.stays === 'preloaded')
  const others = parts.filter((part) => !isKept(part)).sort((a, b) => b.leastBytes - a.leastBytes)
  return [...parts.filter(isKept), ...others.slice(0, 1)]
}

function staysOf({ pinned, preload }: WantedModel): 'pinned' | 'preloaded' | 'asked' {
  if (pinned) return 'pinned'
  return preload ? 'preloaded' : 'asked'
}

/** A size to write: for all models where they are known, else for those that were counted. */
function enough(parts: readonly Part[], intent: CacheIntent, need: SizeNeed): string {
  const least = parts.reduce((sum, { leastBytes }) => sum + leastBytes, 0)
  const room = (least / (1 - fileSystemShare)) * 1.05 + (intent.cleanUp?.minFreeBytes ?? 0)
  return wholeGi(need.volumeBytes ?? room)
}

/** Upstream's sample asks for copies and knows no such class, so it is not refused. */
function notCopied({ nodeGroup }: CacheIntent, paths: CachePaths): FieldError[] {
  if (nodeGroup === undefined || nodeGroup.storageClass !== undefined) return []
  return [
    {
      path: paths.nodeGroup,
      message: 'has no storageClass: no copies are made on the disks of nodes, engines read the one volume',
      fix: 'name the class of a volume that is a folder on each of its nodes',
    },
  ]
}

/** Only a clean-up asks how long a model is kept. */
function withoutEffect({ models, cleanUp }: CacheIntent, paths: CachePaths): FieldError[] {
  if (cleanUp !== undefined) return []
  return models.flatMap(({ retentionSeconds }, index) =>
    retentionSeconds === undefined
      ? []
      : [
          {
            path: `${paths.models}[${index}].retention`,
            message: 'has no effect: without a clean-up nothing is ever evicted',
            fix: 'write cleanup too, with a schedule such as "0 2 * * *", or remove it',
          },
        ],
  )
}

/** What nobody could count. */
function unchecked({ storage }: CacheIntent, paths: CachePaths, need: SizeNeed): FieldError[] {
  if (need.unknown.length === 0) return []
  const which = need.unknown.join(', ')
  return [
    storage.bytes === undefined
      ? {
          path: paths.size,
          message: `cannot be computed: how much ${which} takes is not known here`,
          fix: 'write a size such as 200Gi',
        }
      : {
          path: paths.models,
          message: `how much ${which} takes is not known here: whether it fits is seen before it is fetched`,
        },
  ]
}

/** Volumes that hold each model, but not all of them, or with nothing to spare. */
function tight({ storage, cleanUp }: CacheIntent, paths: CachePaths, need: SizeNeed): FieldError[] {
  const { bytes } = storage
  if (bytes === undefined || need.bytes === 0) return []
  const free = cleanUp?.minFreeBytes ?? 0
  const room = bytes - free
  if (need.bytes > room) {
    const then = cleanUp === undefined ? 'the last ones are not fetched' : 'they replace each other'
    return [
      {
        path: paths.size,
        message: `is ${formatBytes(bytes)}, and all models together take ${formatBytes(need.bytes)}${free === 0 ? '' : ` with ${formatBytes(free)} to stay free`}: ${then}`,
        ...(need.volumeBytes === undefined
          ? {}
          : { fix: `for all at once write ${wholeGi(need.volumeBytes)}` }),
      },
    ]
  }
  if (need.bytes <= room * (1 - fileSystemShare)) return []
  return [
    {
      path: paths.size,
      message: `is ${formatBytes(bytes)}, and the models take ${formatBytes(need.bytes)} of it: most file systems keep 5 % for themselves`,
      ...(need.volumeBytes === undefined ? {} : { fix: `write ${wholeGi(need.volumeBytes)}` }),
    },
  ]
}

/** As a quantity, rounded up. */
function wholeGi(bytes: number): string {
  return `${Math.ceil(bytes / bytesPerGiB)}Gi`
}
