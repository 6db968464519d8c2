/**
 * What admission needs of a decision, and nothing of what was weighed for it: small enough to be kept for the intents of a cluster.
 * @module
 */
import type { FitMode, IntentRequest } from '../api/intent.ts'
import type { WantedDevice } from '../inventory/affinity.ts'
import type { DecisionContext } from './context.ts'
import { decide } from './decide.ts'
import type { Decision } from './decision.ts'
import type { Deciding } from './pin.ts'
import { impersonal, remembering } from './remember.ts'
import { fitMode, type Ruling, rule } from './ruling.ts'

export interface Outcome extends Deciding, Pick<Decision, 'verdict'> {
  /** As `Decision.alsoOn` says it. */
  readonly alsoOn: readonly WantedDevice[]
  readonly ruling: Ruling
}

/** `decide` and `rule`, under the mode that holds for the request. */
export function outcomeOf(request: IntentRequest, context: DecisionContext): Outcome {
  const mode = fitMode(request, context.config)
  const question = `${mode} ${JSON.stringify(impersonal(request, context))}`
  return remembered(question, context, () => slim(decide(request, context), mode))
}

const remembered = remembering<DecisionContext, Outcome>()

function slim(decision: Decision, mode: FitMode): Outcome {
  const { verdict, provenance, chosen } = decision
  return {
    verdict,
    provenance,
    ...(chosen === undefined ? {} : { chosen: { candidate: chosen.candidate } }),
    alsoOn: decision.alsoOn?.() ?? [],
    ruling: rule(decision, mode),
  }
}
