/**
 * The decision: one pure function for the webhook, the controller, the CLI and the audit.
 * @module
 */
import type { IntentRequest } from '../api/intent.ts'
import type { ResolvedModel } from '../catalog/model.ts'
import { resolveModel } from '../catalog/models.ts'
import { usualFormat } from '../catalog/weight-format.ts'
import type { Reason } from '../vocabulary/reasons.ts'
import { userSettings } from './candidates/all.ts'
import { argumentFault, modelName, type PassedOver } from './candidates/plan.ts'
import { choosePrecision } from './candidates/precision-choice.ts'
import type { DecisionContext } from './context.ts'
import { counterfactuals } from './counterfactuals.ts'
import type { Decision, Evaluation, Provenance } from './decision.ts'
import { evaluate } from './evaluate.ts'
import { intentHash, type Pin } from './pin.ts'
import { catalogTargets, type Target, targetsOf } from './place/target.ts'
import { absences, refusalReasons } from './refusal-reasons.ts'
import { rejections } from './rejections.ts'
import { isCertain, runs, survey } from './survey.ts'

export function decide(request: IntentRequest, context: DecisionContext): Decision {
  const model = resolveModel(request.intent.model.id)
  const base = baseOf(request, context, model)
  const user = userSettings(request, context)
  if (user.errors.length > 0) {
    const reasons = user.errors.map(argumentFault)
    return {
      ...base,
      verdict: 'DoesNotFit',
      certainty: 'certain',
      scope: 'anywhere',
      reasons,
      rejected: [],
      counterfactuals: [],
    }
  }
  const missing = missingRecipe(request, context)
  if (missing) return { ...base, verdict: 'Unknown', reasons: [missing], rejected: [], counterfactuals: [] }

  const known = context.hardware === undefined ? undefined : targetsOf(context.hardware)
  const here = survey(request, context, known ?? [], user.settings)
  const chosen = here.evaluations.find(runs)
  if (chosen !== undefined) {
    return {
      ...base,
      verdict: chosen.verdict,
      chosen,
      reasons: chosen.reasons,
      rejected: rejections(here, chosen),
      counterfactuals: [],
    }
  }

  const anywhere = survey(request, context, catalogTargets, user.settings)
  const possible = anywhere.evaluations.filter(runs)
  const rejected = rejections(here.evaluations.length > 0 ? here : anywhere, undefined)
  if (possible.length > 0 && known === undefined) {
    const reason: Reason = {
      code: 'SnapshotMissing',
      certainty: 'estimated',
      message:
        'nothing is known yet of the hardware of this cluster, so only what no hardware can change was checked',
    }
    return { ...base, verdict: 'Unknown', reasons: [reason], rejected, counterfactuals: [] }
  }
  if (anywhere.evaluations.length === 0 && anywhere.passedOver.length === 0) {
    const reason: Reason = {
      code: 'HardwareUnknown',
      certainty: 'estimated',
      message: 'spec.nodeSelector names no accelerator that fitgate knows, so nothing was checked',
    }
    return { ...base, verdict: 'Unknown', reasons: [reason], rejected, counterfactuals: [] }
  }
  const scope = scopeOf(possible, context)
  const judged = scope === 'anywhere' || here.evaluations.length === 0 ? anywhere : here
  const nearest = here.evaluations
    .filter((evaluation) => !isCertain(evaluation))
    .sort((a, b) => (b.memory?.headroom ?? -9) - (a.memory?.headroom ?? -9))[0]
  const judgedAll = [
    ...judged.evaluations.map(isCertain),
    ...(judged.evaluations.length > 0 ? [] : judged.passedOver.map(isCertainlyOver)),
  ]
  const certain = scope !== 'observed' && judgedAll.every(Boolean)
  return {
    ...base,
    verdict: 'DoesNotFit',
    certainty: certain ? 'certain' : 'estimated',
    scope,
    ...(nearest === undefined || certain ? {} : { chosen: nearest }),
    reasons: refusalReasons(
      request,
      judged,
      scope === 'anywhere' ? [] : absences(known ?? [], possible, context.hardware?.unknownNodes ?? 0),
      scope === 'anywhere',
    ),
    rejected,
    counterfactuals: counterfactuals(request, context, known ?? [], scope !== 'anywhere'),
  }
}

/**
 * The arithmetic of what is pinned, against today's hardware. Nothing is resolved again, so replicas with other snapshots agree.
 * A pin whose target is gone keeps its plan; the reasons say that no such hardware is known.
 */
export function recheck(request: IntentRequest, pin: Pin, context: DecisionContext): Decision {
  const model = resolveModel(request.intent.model.id)
  const base = baseOf(request, context, model)
  const { candidate } = pin
  const matches = (target: Target) =>
    target.accelerator.name === candidate.accelerator &&
    target.partition === candidate.partition &&
    target.resource === candidate.resource
  const known = context.hardware === undefined ? [] : targetsOf(context.hardware)
  const present =
    known.find((target) => matches(target) && target.gpusPerNode === candidate.gpusPerNode) ??
    known.find(matches)
  const fallback = catalogTargets.find((target) => target.accelerator.name === candidate.accelerator)
  const target =
    present ??
    (fallback && {
      ...fallback,
      resource: candidate.resource,
      ...(candidate.partition === undefined ? {} : { partition: candidate.partition }),
    })
  if (target === undefined) {
    const reason: Reason = {
      code: 'HardwareUnknown',
      certainty: 'estimated',
      message: `the pinned accelerator ${candidate.accelerator} is not known to this version of fitgate`,
    }
    return { ...base, verdict: 'Unknown', reasons: [reason], rejected: [], counterfactuals: [] }
  }
  const evaluation = evaluate(
    {
      recipe: candidate.recipe,
      target,
      gpuCount: candidate.gpuCount,
      ...(model === undefined ? {} : { model }),
      precision: candidate.precision,
      format:
        (model && choosePrecision(model, candidate.precision)?.format) ?? usualFormat(candidate.precision),
      engine: candidate.engine,
      image: candidate.image,
      settings: candidate.settings,
      env: candidate.env,
      userEnv: request.env,
      ...(candidate.resources === undefined ? {} : { resources: candidate.resources }),
      faults: [],
    },
    request.intent.model.id,
    request.paths,
  )
  const refused = evaluation.verdict === 'DoesNotFit'
  const gone: Reason[] =
    present === undefined && context.hardware !== undefined
      ? [
          {
            code: 'AcceleratorAbsent',
            certainty: 'estimated',
            path: request.paths.recipe,
            message: `no node with ${candidate.accelerator} is here now`,
          },
        ]
      : []
  return {
    ...base,
    verdict: evaluation.verdict,
    ...(refused ? refusal() : {}),
    chosen: evaluation,
    reasons: [...evaluation.reasons, ...gone],
    rejected: [],
    counterfactuals: refused ? counterfactuals(request, context, known) : [],
  }

  /** A plan that cannot be (a forged pin) is refused; whether an estimate holds anywhere decides what `enforce` does. */
  function refusal(): Pick<Decision, 'certainty' | 'scope'> {
    if (isCertain(evaluation)) return { certainty: 'certain', scope: 'anywhere' }
    const { settings } = userSettings(request, context)
    const possible = survey(request, context, catalogTargets, settings).evaluations.filter(runs)
    return { certainty: 'estimated', scope: scopeOf(possible, context) }
  }
}

/**
 * How far a refusal reaches. Nodes whose devices could not be told may be anything, so what is declared is not all there is then.
 */
function scopeOf(
  possible: readonly Evaluation[],
  { hardware }: DecisionContext,
): NonNullable<Decision['scope']> {
  if (possible.length === 0) return 'anywhere'
  const declared = hardware?.shapes.some((shape) => shape.origin === 'declared') === true
  return declared && hardware.unknownNodes === 0 ? 'declared' : 'observed'
}

const isCertainlyOver = ({ reason }: PassedOver) => reason.certainty === 'certain'

function baseOf(
  request: IntentRequest,
  context: DecisionContext,
  model: ResolvedModel | undefined,
): Pick<Decision, 'model' | 'modelNote' | 'asked' | 'chosenForUser' | 'provenance'> {
  const provenance: Provenance = {
    fitgate: context.fitgate,
    snapshot: context.snapshot.version,
    ...(context.snapshot.time === undefined ? {} : { snapshotTime: context.snapshot.time }),
    intent: intentHash(request.intent),
    stale: context.snapshot.stale,
  }
  const { intent } = request
  const precision = intent.precision ?? model?.precision
  return {
    model: modelName(intent.model.id),
    asked: {
      ...(precision === undefined ? {} : { precision }),
      ...(intent.gpuCount === undefined ? {} : { gpuCount: intent.gpuCount }),
      ...(intent.recipe === undefined ? {} : { recipe: intent.recipe }),
    },
    chosenForUser: intent.recipe === undefined || intent.gpuCount === undefined,
    ...(model === undefined || model.how !== 'build' ? {} : { modelNote: model.note }),
    provenance,
  }
}

function missingRecipe(request: IntentRequest, context: DecisionContext): Reason | undefined {
  const name = request.intent.recipe
  if (name === undefined || context.recipes.some((recipe) => recipe.name === name)) return undefined
  return {
    code: 'RecipeUnknown',
    certainty: 'estimated',
    path: request.paths.recipe,
    message: `there is no AIMRecipe "${name}" yet`,
  }
}
