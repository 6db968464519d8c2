/**
 * What every decision on a request says, whatever its verdict.
 * @module
 */

import type { Reason } from '../vocabulary/reasons.ts'
import { modelName } from './candidates/plan.ts'
import type { Wish } from './candidates/wish.ts'
import type { DecisionContext } from './context.ts'
import type { Decision, Explanation, ModelNote } from './decision.ts'
import { intentHash } from './pin.ts'
import { namesDevices } from './place/allows.ts'

export type Basis = Pick<Decision, 'model' | 'modelNote' | 'asked' | 'chosenForUser' | 'notes' | 'provenance'>

export function basisOf({ request, model, notes }: Wish, { fitgate, snapshot }: DecisionContext): Basis {
  const { intent, replicas, fit } = request
  const precision = intent.precision ?? model?.precision
  const modelNote: ModelNote | undefined =
    model === undefined || model.how === 'exact'
      ? undefined
      : { text: model.note, fromName: model.how === 'build' }
  return {
    model: modelName(intent.model.id),
    ...(modelNote === undefined ? {} : { modelNote }),
    asked: {
      ...(precision === undefined ? {} : { precision }),
      ...(intent.gpuCount === undefined ? {} : { gpuCount: intent.gpuCount }),
      ...(intent.recipe === undefined ? {} : { recipe: intent.recipe }),
      devices: namesDevices(request),
      replicas,
      ...(fit === undefined ? {} : { fit }),
    },
    chosenForUser: !intent.ownArguments && (intent.recipe === undefined || intent.gpuCount === undefined),
    notes,
    provenance: {
      fitgate,
      snapshot: snapshot.version,
      ...(snapshot.time === undefined ? {} : { snapshotTime: snapshot.time }),
      intent: intentHash(intent),
      stale: snapshot.stale,
    },
  }
}

/** The explanation of a decision that has none but its reasons. */
export const nothingElse: Explanation = { alsoOn: [], why: [], rejected: [], counterfactuals: [] }

/** The answer where part of the wish cannot be seen; `undefined` where all of it can. */
export function unseen({ request }: Wish, basis: Basis): Decision | undefined {
  if (request.unseen === undefined) return undefined
  const { path, why } = request.unseen
  const reason: Reason = { code: 'CommandUnseen', certainty: 'estimated', path, message: why }
  return { ...basis, verdict: 'Unknown', reasons: [reason], explain: () => nothingElse }
}
