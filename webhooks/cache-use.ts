/**
 * What an engine would find in the cache that it names, as warnings.
 * @module
 */
import { type CacheUse, doubtsOfUse } from '../src/decide/cache/use.ts'
import type { FieldError } from '../src/vocabulary/field-error.ts'
import type { WebhookContext } from './context.ts'
import { warningOf } from './problems.ts'
import type { Answer } from './response.ts'

/** The answer with the doubts about the cache that is used. */
export function withDoubts(answer: Answer, use: CacheUse, { decision }: WebhookContext): Answer {
  return withWarnings(answer, doubtsOfUse(use, decision.caches, decision.hardware))
}

/** The answer with further warnings. */
export function withWarnings(answer: Answer, doubts: readonly FieldError[]): Answer {
  if (doubts.length === 0) return answer
  return { ...answer, warnings: [...(answer.warnings ?? []), ...doubts.map(warningOf)] }
}
