/**
 * What would fit instead: the nearest changes of the object, each proven by the same functions on the changed intent.
 * @module
 */
import type { Intent, IntentPaths, IntentRequest } from '../api/intent.ts'
import { resolveModel } from '../catalog/models.ts'
import { type Precision, precisionBits } from '../vocabulary/precision.ts'
import { userSettings } from './candidates/all.ts'
import { choosePrecision } from './candidates/precision-choice.ts'
import type { DecisionContext } from './context.ts'
import { survey } from './decide.ts'
import type { Counterfactual, Evaluation, MemoryBreakdown } from './decision.ts'
import { catalogTargets, type Target } from './place/target.ts'

interface Attempt {
  readonly changes: readonly { readonly field: keyof IntentPaths; readonly value: string | number }[]
  readonly intent: Intent
}

/** Shown at most; the nearest come first. */
const maxCounterfactuals = 5

const counts = [1, 2, 4, 8] as const
const precisionsTried: readonly Precision[] = ['bf16', 'fp8', 'int8', 'int4', 'fp4']

/** Single changes, nearest to the wish first; pairs only when no single one helps. */
export function counterfactuals(
  request: IntentRequest,
  context: DecisionContext,
  known: readonly Target[],
): Counterfactual[] {
  const single = [
    ...countChanges(request.intent),
    ...precisionChanges(request.intent),
    ...lengthChanges(request, context, known),
  ]
  const found = single.flatMap((attempt) => proven(request, context, known, attempt))
  if (found.length > 0) return found.slice(0, maxCounterfactuals)
  const pairs = precisionChanges(request.intent).flatMap((first) =>
    countChanges(first.intent).map(
      (second): Attempt => ({ changes: [...first.changes, ...second.changes], intent: second.intent }),
    ),
  )
  return pairs.flatMap((attempt) => proven(request, context, known, attempt)).slice(0, maxCounterfactuals)
}

/** Changes of an object that runs already, which would run too: a longer context, other counts, a smaller precision. */
export function alternatives(
  request: IntentRequest,
  context: DecisionContext,
  known: readonly Target[],
  memory: MemoryBreakdown | undefined,
): Counterfactual[] {
  const { intent } = request
  const longer: Attempt[] =
    memory === undefined || memory.largestMaxModelLen <= memory.maxModelLen
      ? []
      : [
          {
            changes: [{ field: 'maxModelLen', value: memory.largestMaxModelLen }],
            intent: { ...intent, maxModelLen: memory.largestMaxModelLen },
          },
        ]
  const attempts = [...longer, ...precisionChanges(intent), ...countChanges(intent)]
  return attempts
    .flatMap((attempt) => proven(request, context, known, attempt))
    .filter((counterfactual) => counterfactual.here)
    .slice(0, maxCounterfactuals)
}

function countChanges(intent: Intent): Attempt[] {
  const now = intent.gpuCount ?? 0
  return counts
    .filter((count) => count !== now)
    .sort((a, b) => Number(a < now) - Number(b < now) || a - b)
    .map((count) => ({
      changes: [{ field: 'gpuCount', value: count }],
      intent: { ...intent, gpuCount: count },
    }))
}

function precisionChanges(intent: Intent): Attempt[] {
  const model = resolveModel(intent.model.id)
  if (model === undefined) return []
  const now = intent.precision ?? model.precision
  return precisionsTried
    .filter(
      (precision) =>
        precision !== now &&
        precisionBits[precision] < precisionBits[now] &&
        choosePrecision(model, precision) !== undefined,
    )
    .map((precision) => ({
      changes: [{ field: 'precision', value: precision }],
      intent: { ...intent, precision },
    }))
}

/** The longest request that the nearest plan holds, when the length is what stands in the way. */
function lengthChanges(
  request: IntentRequest,
  context: DecisionContext,
  known: readonly Target[],
): Attempt[] {
  const { intent } = request
  const { evaluations } = survey(
    request,
    context,
    known.length > 0 ? known : catalogTargets,
    userSettings(request).settings,
  )
  const longest = Math.max(
    0,
    ...evaluations
      .filter((e) =>
        e.reasons.every((reason) => reason.code === 'CacheTooSmall' || reason.code === 'ContextTooLong'),
      )
      .map(
        (e) => e.memory?.largestMaxModelLen ?? resolveModel(intent.model.id)?.architecture.maxPositions ?? 0,
      ),
  )
  const tokens = longest > 1024 ? Math.floor(longest / 1024) * 1024 : longest
  if (tokens < 1 || (intent.maxModelLen !== undefined && tokens >= intent.maxModelLen)) return []
  return [{ changes: [{ field: 'maxModelLen', value: tokens }], intent: { ...intent, maxModelLen: tokens } }]
}

const isGood = (evaluation: Evaluation) => evaluation.verdict === 'Fits' || evaluation.verdict === 'Marginal'

/** The change as a counterfactual, if it really fits: on hardware that is known, else anywhere. */
function proven(
  request: IntentRequest,
  context: DecisionContext,
  known: readonly Target[],
  attempt: Attempt,
): Counterfactual[] {
  const changed: IntentRequest = { ...request, intent: attempt.intent }
  const { settings, errors } = userSettings(changed)
  if (errors.length > 0) return []
  for (const targets of [known, catalogTargets]) {
    const good = survey(changed, context, targets, settings).evaluations.filter(
      (e) =>
        isGood(e) &&
        (attempt.intent.gpuCount === undefined || e.candidate.gpuCount === attempt.intent.gpuCount),
    )
    const best = good[0]
    if (best?.memory === undefined) continue
    return [
      {
        changes: attempt.changes.map(({ field, value }) => ({ path: request.paths[field], value })),
        accelerators: [...new Set(good.map((e) => e.candidate.accelerator))].slice(0, 4),
        here: targets === known,
        memory: best.memory,
        precision: best.candidate.precision,
        gpuCount: best.candidate.gpuCount,
      },
    ]
  }
  return []
}
