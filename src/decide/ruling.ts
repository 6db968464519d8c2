/**
 * From decision to answer: what is refused, what is warned of, and where the user may overrule.
 * @module
 */
import type { FitMode, IntentRequest } from '../api/intent.ts'
import type { DecisionConfig } from '../inventory/snapshot.ts'
import type { Decision } from './decision.ts'
import { refusalText } from './explain/refusal.ts'
import { warningTexts } from './explain/warnings.ts'

export interface Ruling {
  readonly allowed: boolean
  /** The refusal, several lines. */
  readonly message?: string
  /** One line each, at most 256 characters. */
  readonly warnings: readonly string[]
}

/** The object's own word, else its namespace's, else the platform's. */
export function fitMode(request: Pick<IntentRequest, 'fit' | 'namespace'>, config: DecisionConfig): FitMode {
  const ofNamespace = Object.hasOwn(config.namespaceFit, request.namespace)
    ? config.namespaceFit[request.namespace]
    : undefined
  return request.fit ?? ofNamespace ?? config.fit
}

/**
 * | refusal | ruling |
 * |---|---|
 * | certain, impossible anywhere | denied, whatever the mode |
 * | impossible on declared hardware | denied, unless the snapshot is stale |
 * | estimated to be impossible there | the same, but warned where the object itself says `warn` or `off`: a user may overrule an estimate |
 * | estimated to be impossible anywhere | denied under `enforce`, warned under `warn`, silent under `off` |
 * | impossible on observed hardware only | warned: pools come and go |
 */
export function rule(decision: Decision, fit: FitMode): Ruling {
  if (isDenied(decision, fit)) return { allowed: false, message: refusalText(decision), warnings: [] }
  return { allowed: true, warnings: fit === 'off' ? [] : warningTexts(decision) }
}

function isDenied(decision: Decision, fit: FitMode): boolean {
  if (decision.verdict !== 'DoesNotFit') return false
  switch (decision.scope) {
    case 'anywhere':
      return decision.certainty === 'certain' || fit === 'enforce'
    case 'declared':
      if (decision.provenance.stale) return false
      return decision.certainty === 'certain' || !(fit === 'off' || decision.asked.fit === 'warn')
    case 'observed':
    case undefined:
      return false
    default:
      return decision.scope satisfies never
  }
}
