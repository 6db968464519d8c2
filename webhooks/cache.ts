/**
 * AIMCache and ModelCache at admission: volumes that cannot hold their models, and changes that a volume cannot follow. Nothing is
 * added. An update that leaves the spec alone is never judged again.
 * @module
 */
import type { CacheKind } from '../src/api/cache/intent.ts'
import { type ParsedCache, parseCache } from '../src/api/caches.ts'
import { impossibleChanges } from '../src/decide/cache/change.ts'
import { type CacheJudgement, judgeCache } from '../src/decide/cache/judge.ts'
import { missingNodes } from '../src/decide/cache/missing-nodes.ts'
import { missingStorageClass } from '../src/decide/cache/storage-class.ts'
import type { FieldError } from '../src/vocabulary/field-error.ts'
import type { WebhookContext } from './context.ts'
import { introducedErrors, refusal, warningOf } from './problems.ts'
import type { Answer } from './response.ts'
import type { AdmissionRequest } from './review.ts'
import { scopeOf } from './scope.ts'

const allowed: Answer = { allowed: true }

/** The handler of one kind. */
export function validateCache(
  kind: CacheKind,
): (request: AdmissionRequest, context: WebhookContext) => Answer {
  return (request, context) => {
    if (scopeOf(request) !== 'judged') return allowed
    const now = parseCache(kind, request.object)
    const before = request.operation === 'UPDATE' ? parseCache(kind, request.oldObject) : undefined
    const judged = judge(now)
    const errors = introducedErrors(
      [...now.errors, ...(judged?.errors ?? [])],
      [...(before?.errors ?? []), ...((before && judge(before)?.errors) ?? [])],
    )
    const changes = changesOf(before, now)
    if (errors.length + changes.length > 0) return refusal([...errors, ...changes])
    const warnings = [...now.warnings, ...(judged?.warnings ?? []), ...clusterDoubts(now, context)]
    return {
      allowed: true,
      warnings: warnings.map(warningOf),
      ...(judged === undefined ? {} : { audit: { decision: judged.verdict } }),
    }
  }
}

function judge({ request }: ParsedCache): CacheJudgement | undefined {
  return request && judgeCache(request.intent, request.paths)
}

/** What the cluster does not have yet. */
function clusterDoubts({ request }: ParsedCache, { decision }: WebhookContext): readonly FieldError[] {
  if (request === undefined) return []
  const { intent, paths } = request
  return [
    ...missingStorageClass(intent.storage.storageClass, paths.storageClass, decision.storageClasses),
    ...missingNodes(intent, paths, decision.hardware),
  ]
}

function changesOf(before: ParsedCache | undefined, now: ParsedCache): readonly FieldError[] {
  if (before?.request === undefined || now.request === undefined) return []
  return impossibleChanges(before.request.intent, now.request.intent, now.request.paths)
}
