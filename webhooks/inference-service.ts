/**
 * InferenceService at admission. Nothing is added to it: what it leaves open is decided when its objects are made. A spec that leaves
 * the wish alone (replicas, ports, monitoring) is never judged again.
 * @module
 */
import { parseInferenceService, toIntentRequest } from '../src/api/inference/inference-service.ts'
import { decide } from '../src/decide/decide.ts'
import { intentHash } from '../src/decide/pin.ts'
import { fitMode, rule } from '../src/decide/ruling.ts'
import { formatFieldError } from '../src/vocabulary/field-error.ts'
import type { WebhookContext } from './context.ts'
import { introducedErrors, problemsMessage } from './problems.ts'
import type { Answer } from './response.ts'
import type { AdmissionRequest } from './review.ts'
import { scopeOf } from './scope.ts'

export function validateInferenceService(
  request: AdmissionRequest,
  { decision: known }: WebhookContext,
): Answer {
  if (scopeOf(request) !== 'judged') return { allowed: true }
  const now = parseInferenceService(request.object)
  const before = request.operation === 'UPDATE' ? parseInferenceService(request.oldObject) : undefined
  const errors = introducedErrors(now.errors, before?.errors)
  if (errors.length > 0)
    return {
      allowed: false,
      denial: 'invalid',
      message: problemsMessage(errors),
      audit: { decision: 'Invalid' },
    }
  // wrong before, and wrong in the same way now
  if (now.service === undefined) return { allowed: true }
  const wanted = toIntentRequest(now.service)
  const warnings = now.warnings.map((warning) => `fitgate: ${formatFieldError(warning)}`)
  const old = before?.service && toIntentRequest(before.service)
  if (old !== undefined && intentHash(old.intent) === intentHash(wanted.intent))
    return { allowed: true, warnings }
  const decision = decide(wanted, known)
  const ruling = rule(decision, fitMode(wanted, known.config))
  return {
    ...ruling,
    warnings: [...warnings, ...ruling.warnings],
    denial: 'forbidden',
    audit: { decision: decision.verdict, snapshot: decision.provenance.snapshot },
  }
}
