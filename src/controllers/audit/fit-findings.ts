/**
 * A decision as findings: only what somebody could change about the object, not how full the cluster is now.
 * @module
 */
import type { IntentRequest } from '../../api/intent.ts'
import type { DecisionContext } from '../../decide/context.ts'
import type { Decision } from '../../decide/decision.ts'
import { refusalText } from '../../decide/explain/refusal.ts'
import { fitMode, rule } from '../../decide/ruling.ts'
import type { ObjectFinding } from './object-finding.ts'

export function fitFindings(
  decision: Decision,
  request: IntentRequest,
  context: DecisionContext,
): ObjectFinding[] {
  const notes = decision.notes.map(
    (note): ObjectFinding => ({ ...note, rule: 'fit', outcome: 'warned', severity: 'warning' }),
  )
  const verdict = verdictFinding(decision, request, context)
  return verdict === undefined ? notes : [verdict, ...notes]
}

function verdictFinding(
  decision: Decision,
  request: IntentRequest,
  context: DecisionContext,
): ObjectFinding | undefined {
  const { reasons, model, verdict } = decision
  const path = reasons.find((reason) => reason.path !== undefined)?.path ?? request.paths.model
  const said = reasons.map(({ message }) => message).join('; ')
  switch (verdict) {
    case 'Fits':
      return undefined
    case 'Marginal':
    case 'Unknown': {
      const words = verdict === 'Marginal' ? 'only just fits' : 'could not be checked'
      return {
        rule: 'fit',
        outcome: 'warned',
        severity: 'warning',
        path,
        message: `${model} ${words}: ${said}`,
      }
    }
    case 'DoesNotFit': {
      const mode = fitMode(request, context.config)
      const { allowed } = rule(decision, mode)
      return {
        rule: 'fit',
        outcome: !allowed ? 'denied' : mode === 'off' ? 'audited' : 'warned',
        severity: 'error',
        path,
        message: `${model} ${decision.certainty === 'certain' ? 'cannot run' : 'is not expected to run'}: ${said}`,
        ...adviceOf(decision),
        details: refusalText(decision).trim(),
      }
    }
    default:
      return verdict satisfies never
  }
}

function adviceOf(decision: Decision): { readonly fix?: string } {
  const [nearest] = decision.explain().counterfactuals
  if (nearest === undefined) return {}
  const changes = nearest.changes.map(({ path, value }) => `${path}: ${value}`).join(', ')
  return { fix: `fits with ${changes} on ${nearest.accelerators.join(', ')}` }
}
