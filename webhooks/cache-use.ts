/**
 * What an engine would find in the cache that it names, as warnings.
 * @module
 */
import { type CacheUse, doubtsOfUse } from '../src/decide/cache/use.ts'
import { formatFieldError } from '../src/vocabulary/field-error.ts'
import type { WebhookContext } from './context.ts'
import type { Answer } from './response.ts'

/** The answer with the doubts about the cache that is used. */
export function withDoubts(answer: Answer, use: CacheUse, { decision }: WebhookContext): Answer {
  const doubts = doubtsOfUse(use, decision.caches).map((doubt) => `fitgate: ${formatFieldError(doubt)}`)
  return doubts.length === 0 ? answer : { ...answer, warnings: [...(answer.warnings ?? []), ...doubts] }
}
