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
import type { Counterfactual, Evaluation } from './decision.ts'
import { catalogTargets, type Target } from './place/target.ts'
import { survey } from './survey.ts'

interface Attempt {
  readonly changes: readonly { readonly field: keyof IntentPaths; readonly value: string | number }[]
  readonly intent: Intent
}

/** Shown at most; the nearest come first. */
const maxCounterfactuals = 5

const counts = [1, 2, 4, 8] as const
const precisionsTried: readonly Precision[] = ['bf16', 'fp8', 'int8', 'int4', 'fp4']

/**
 * Single changes, nearest to the wish first; pairs only when no single one helps.
 * `onlyHere`: what would run elsewhere as it stands needs no other shape, only other nodes.
 */
export function counterfactuals(
  request: IntentRequest,
  context: DecisionContext,
  known: readonly Target[],
  onlyHere = false,
): Counterfactual[] {
  const tried = (attempts: readonly Attempt[]) =>
    attempts
      .flatMap((attempt) => proven(request, context, known, attempt))
      .filter((counterfactual) => counterfactual.here || !onlyHere)
      .slice(0, maxCounterfactuals)
  const { intent } = request
  const lengths = (of: Intent) => lengthChanges({ ...request, intent: of }, context, known)
  const single = tried([...countChanges(intent), ...precisionChanges(intent), ...lengths(intent)])
  if (single.length > 0) return single
  const firsts = [...precisionChanges(intent), ...lengths(intent)]
  return tried(
    firsts.flatMap((first) => {
      const seconds =
        first.changes[0]?.field === 'precision'
          ? [...countChanges(first.intent), ...lengths(first.intent)]
          : countChanges(first.intent)
      return seconds.map(
        (second): Attempt => ({ changes: [...first.changes, ...second.changes], intent: second.intent }),
      )
    }),
  )
}

/** Changes of an object that runs already, which would run too: a longer context, other counts, a smaller precision. */
export function alternatives(
  request: IntentRequest,
  context: DecisionContext,
  known: readonly Target[],
  chosen: Evaluation | undefined,
): Counterfactual[] {
  const { intent } = request
  const memory = chosen?.memory
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
    .filter((counterfactual) => counterfactual.here && !isChosen(counterfactual, chosen))
    .slice(0, maxCounterfactuals)
}

/** What was left open and is so already is no change. */
function isChosen({ gpuCount, precision, memory }: Counterfactual, chosen: Evaluation | undefined): boolean {
  return (
    chosen?.candidate.gpuCount === gpuCount &&
    chosen.candidate.precision === precision &&
    chosen.memory?.maxModelLen === memory.maxModelLen
  )
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

/** Fewer bits than now; or, where the wish takes another repository, whatever this one can be served in. */
function precisionChanges(intent: Intent): Attempt[] {
  const model = resolveModel(intent.model.id)
  if (model === undefined) return []
  const now = intent.precision ?? model.precision
  const possible = choosePrecision(model, now) !== undefined
  return [model.precision, ...precisionsTried.filter((precision) => precision !== model.precision)]
    .filter((precision) => precision !== now && choosePrecision(model, precision) !== undefined)
    .filter((precision) => !possible || precisionBits[precision] < precisionBits[now])
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
    userSettings(request, context).settings,
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

/** The change as a counterfactual, if it really fits: on hardware that is known, else anywhere. */
function proven(
  request: IntentRequest,
  context: DecisionContext,
  known: readonly Target[],
  attempt: Attempt,
): Counterfactual[] {
  const changed: IntentRequest = { ...request, intent: attempt.intent }
  const { settings, errors } = userSettings(changed, context)
  if (errors.length > 0) return []
  for (const targets of [known, catalogTargets]) {
    const possible = survey(changed, context, targets, settings).evaluations.filter(
      (e) => attempt.intent.gpuCount === undefined || e.candidate.gpuCount === attempt.intent.gpuCount,
    )
    const fits = possible.filter((e) => e.verdict === 'Fits')
    const good = fits.length > 0 ? fits : possible.filter((e) => e.verdict === 'Marginal')
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
