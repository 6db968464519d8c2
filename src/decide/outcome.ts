/**
 * What admission needs of a decision, and nothing of what was weighed for it: small enough to be kept for the intents of a cluster.
 * @module
 */
import type { FitMode, IntentRequest } from '../api/intent.ts'
import type { WantedDevice } from '../inventory/affinity.ts'
import { CarriedOutcomes } from './carried.ts'
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
  return remembered(question, context, (key) => {
    const before = carried.find(key, context)
    if (before !== undefined) return before
    const decision = decide(request, context)
    const outcome = slim(decision, mode)
    carried.keep(key, context, decision, outcome, mode)
    return outcome
  })
}

const remembered = remembering<DecisionContext, Outcome>()
const carried = new CarriedOutcomes()

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
