/**
 * What every decision on a request says, whatever its verdict.
 * @module
 */

import { modelName } from './candidates/plan.ts'
import type { Wish } from './candidates/wish.ts'
import type { DecisionContext } from './context.ts'
import type { Decision, Explanation, ModelNote } from './decision.ts'
import { intentHash } from './pin.ts'
import { namesDevice } from './place/target.ts'

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
      devices: Object.keys(intent.nodeSelector).some(namesDevice),
      replicas,
      ...(fit === undefined ? {} : { fit }),
    },
    chosenForUser: intent.recipe === undefined || intent.gpuCount === undefined,
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
