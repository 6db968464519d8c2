/**
 * The decision as a status tells it: bounded, and without anything that moves while nothing of the endpoint does. So no free
 * counts and no snapshot version of this minute; what was passed over is told as it was when the intent was first decided on.
 * @module
 */
import type { AIMEndpointStatus } from '../../api/aim/endpoint.ts'
import type { Decision, MemoryBreakdown, Rejection } from '../../decide/decision.ts'
import { summaryOf } from '../../decide/explain/summary.ts'
import { cut } from '../../vocabulary/cut.ts'
import type { Reason } from '../../vocabulary/reasons.ts'

export type Explanation = NonNullable<AIMEndpointStatus['decision']>

const maxReasons = 10
const maxAlternatives = 5

const rounded = (gib: number) => Math.round(gib * 100) / 100

function memoryOf(memory: MemoryBreakdown): Explanation['memory'] {
  return {
    totalGiB: rounded(memory.totalGiB),
    budgetGiB: rounded(memory.budgetGiB),
    weightsGiB: rounded(memory.weightsGiB),
    activationsGiB: rounded(memory.activationsGiB),
    nonTorchGiB: rounded(memory.nonTorchGiB),
    graphsGiB: rounded(memory.graphsGiB),
    kvCacheGiB: rounded(memory.kvCacheGiB),
    kvCacheTokens: Math.floor(memory.kvCacheTokens),
    maxModelLen: memory.maxModelLen,
    maxConcurrency: rounded(memory.maxConcurrency),
  }
}

const reasonOf = ({ code, message, certainty, path }: Reason) => ({
  reason: code,
  message: cut(message, 1024),
  certainty,
  ...(path === undefined ? {} : { path }),
})

const rejectionOf = ({ name, reason }: Rejection) => ({
  name: cut(name, 253),
  reason: reason.code,
  message: cut(reason.message, 1024),
})

/**
 * @param rejected what was passed over, or `undefined` to keep what the status tells already
 * @param before the explanation there is, of any intent
 */
export function explain(
  decision: Decision,
  rejected: readonly Rejection[] | undefined,
  before: Explanation | undefined,
): Explanation {
  const { intent, fitgate, snapshot } = decision.provenance
  const isSameIntent = before?.intent === intent
  const memory = decision.chosen?.memory
  const passedOver =
    rejected?.slice(0, maxReasons).map(rejectionOf) ?? (isSameIntent ? before?.rejected : undefined)
  const alternatives = decision
    .explain()
    .counterfactuals.slice(0, maxAlternatives)
    .map(({ changes, accelerators }) => ({
      path: cut(changes.map((change) => change.path).join(', '), 1024),
      value:
        changes.length === 1 && changes[0] ? changes[0].value : changes.map(({ value }) => value).join(', '),
      accelerators: accelerators.slice(0, 16),
    }))
  return {
    verdict: decision.verdict,
    summary: cut(summaryOf(decision), 512),
    ...(memory === undefined ? {} : { memory: memoryOf(memory) }),
    ...(decision.reasons.length === 0
      ? {}
      : { reasons: decision.reasons.slice(0, maxReasons).map(reasonOf) }),
    ...(passedOver === undefined || passedOver.length === 0 ? {} : { rejected: passedOver }),
    ...(alternatives.length === 0 ? {} : { alternatives }),
    fitgate: isSameIntent && before?.fitgate ? before.fitgate : fitgate,
    snapshot: isSameIntent && before?.snapshot ? before.snapshot : snapshot,
    intent,
  }
}
