/**
 * What the audit log says of every review: the decision, the recipe, the policies, and the snapshot that it rests on.
 * @module
 */
import type { Outcome } from '../src/decide/outcome.ts'
import { cut } from '../src/vocabulary/cut.ts'
import type { WebhookContext } from './context.ts'
import type { Answer } from './response.ts'

/** An audit event is one line of a log; whatever a handler tells, this is the most of it. */
const maxValue = 1024
const maxKeys = 16

/** @param context absent where not even that could be had */
export function auditAnnotations(
  answer: Answer,
  context: WebhookContext | undefined,
): Readonly<Record<string, string>> {
  const age = context?.snapshotAgeSeconds
  const told = {
    decision: answer.allowed ? 'NotJudged' : 'Denied',
    recipe: 'none',
    policies: 'none',
    snapshot: context?.decision.snapshot.version ?? 'none',
    ...(age === undefined ? {} : { 'snapshot-age-seconds': String(Math.round(age)) }),
    ...answer.audit,
  }
  return Object.fromEntries(
    Object.entries(told)
      .slice(0, maxKeys)
      .map(([key, value]) => [key, cut(value, maxValue)]),
  )
}

/** What is told of a decision. */
export function auditOf(
  decision: Pick<Outcome, 'verdict' | 'chosen' | 'provenance'>,
): Readonly<Record<string, string>> {
  return {
    decision: decision.verdict,
    ...(decision.chosen ? { recipe: decision.chosen.candidate.recipe.name } : {}),
    snapshot: decision.provenance.snapshot,
  }
}
