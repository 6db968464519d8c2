/**
 * `fitgate plan` of a cache: what would be fetched, how large it is, and where it would lie. As admission judges it.
 * @module
 */
import {
  type CacheKind,
  type CacheRequest,
  cacheClaim,
  copiesClass,
  downloadClaim,
  type WantedModel,
} from '../../api/cache/intent.ts'
import { parseCache } from '../../api/caches.ts'
import { judgeCache } from '../../decide/cache/judge.ts'
import type { SizeNeed } from '../../decide/cache/size.ts'
import { table } from '../../decide/explain/words.ts'
import { renderCacheClaim, renderCopiesClaim } from '../../render/model-cache/claim.ts'
import type { RenderedObject } from '../../render/object.ts'
import { formatBytes } from '../../vocabulary/bytes.ts'
import { type FieldError, formatFieldError } from '../../vocabulary/field-error.ts'
import { writeSource } from '../../vocabulary/model-files/source.ts'
import type { Verdict } from '../../vocabulary/reasons.ts'
import type { Document } from '../documents.ts'

export interface PlannedCache {
  readonly verdict: Verdict | 'Invalid'
  readonly errors: readonly FieldError[]
  readonly warnings: readonly string[]
  /** The claim, where its size is known. */
  readonly objects: readonly RenderedObject[]
  /** What would be fetched and where to, in lines; absent where it would be refused. */
  readonly lines?: readonly string[]
  readonly admitted: boolean
}

export function planCache(kind: CacheKind, object: Document['object']): PlannedCache {
  const { request, errors, warnings } = parseCache(kind, object)
  const unknown = warnings.map(formatFieldError)
  if (request === undefined)
    return { verdict: 'Invalid', errors, warnings: unknown, objects: [], admitted: false }
  const judged = judgeCache(request.intent, request.paths)
  const told = [...unknown, ...judged.warnings.map(formatFieldError)]
  const { verdict, errors: refused } = judged
  if (refused.length > 0) return { verdict, errors: refused, warnings: told, objects: [], admitted: false }
  return {
    verdict,
    errors: [],
    warnings: told,
    objects: claimOf(request, judged.need, object),
    lines: linesOf(request, judged.need),
    admitted: true,
  }
}

function claimOf(
  request: CacheRequest,
  need: SizeNeed,
  { apiVersion }: Document['object'],
): RenderedObject[] {
  const { kind, name, namespace, intent } = request
  const bytes = intent.storage.bytes ?? need.volumeBytes
  if (bytes === undefined || name === '') return []
  const owner = { apiVersion: String(apiVersion), kind, metadata: { name, namespace } }
  const copies = copiesClass(intent)
  return [
    renderCacheClaim(owner, intent, bytes),
    ...(copies === undefined ? [] : [renderCopiesClaim(owner, copies, intent.storage.size ?? String(bytes))]),
  ]
}

function linesOf({ kind, name, intent }: CacheRequest, need: SizeNeed): string[] {
  const { storage, models, nodeGroup, downloadPolicy } = intent
  const verb = downloadPolicy === 'Never' ? 'Expects' : 'Fetches'
  const rows = models.map((model, index) => [
    model.id,
    sizeOf(need.models[index]?.bytes),
    model.endpoint === undefined
      ? writeSource(model.source)
      : `${writeSource(model.source)} at ${model.endpoint}`,
    whenOf(model),
  ])
  const size =
    storage.size ?? (need.volumeBytes === undefined ? 'size not known' : formatBytes(need.volumeBytes))
  const copies =
    nodeGroup?.storageClass === undefined
      ? []
      : [
          `  Copies   claim ${cacheClaim(kind, name)}, class ${nodeGroup.storageClass}, on ${nodeGroup.copies ?? 'all'} nodes of the group`,
        ]
  return [
    ...(rows.length === 0 ? [] : [`  ${verb}`, ...table(rows, '    ')]),
    `  Volume   claim ${downloadClaim(kind, name, intent)}, ${size}, ${storage.accessMode}, ${storage.storageClass === undefined ? "the cluster's default class" : `class ${storage.storageClass}`}`,
    ...copies,
  ]
}

const sizeOf = (bytes: number | undefined) => (bytes === undefined ? 'size not known' : formatBytes(bytes))

function whenOf({ preload, pinned }: WantedModel): string {
  return [preload ? 'at once' : 'when an engine asks', ...(pinned ? ['never evicted'] : [])].join(', ')
}
