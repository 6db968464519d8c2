/**
 * GPUWorkload at admission. Nothing is added: its defaults are the schema's, and what it runs is decided when it has a node. A spec that
 * leaves the wish alone (cancel, priority, retries) is never judged again.
 * @module
 */

import { fieldAt, textOf } from '../policies/json.ts'
import {
  type GPUWorkload,
  parseGPUWorkload,
  runsOwnProgram,
  toIntentRequest,
} from '../src/api/warp/workload.ts'
import { outcomeOf } from '../src/decide/outcome.ts'
import { intentHash } from '../src/decide/pin.ts'
import { sameJson } from '../src/vocabulary/same-json.ts'
import type { WebhookContext } from './context.ts'
import { introducedErrors, refusal, warningOf } from './problems.ts'
import type { Answer } from './response.ts'
import type { AdmissionRequest } from './review.ts'
import { scopeOf } from './scope.ts'

const allowed: Answer = { allowed: true }

export function validateGPUWorkload(request: AdmissionRequest, context: WebhookContext): Answer {
  if (scopeOf(request) !== 'judged') return allowed
  const now = parseGPUWorkload(request.object)
  const before = request.operation === 'UPDATE' ? parseGPUWorkload(request.oldObject) : undefined
  const errors = introducedErrors(now.errors, before?.errors)
  if (errors.length > 0) return refusal(errors)
  // wrong before, and wrong in the same way now
  if (now.workload === undefined) return allowed
  const unknown = now.warnings.map(warningOf)
  const warnings = [...unknown, ...lateChange(request, before?.workload, now.workload)]
  const wanted = toIntentRequest(now.workload)
  const old = before?.workload && toIntentRequest(before.workload)
  const same = old !== undefined && intentHash(old.intent) === intentHash(wanted.intent)
  // of a program of the user's own nothing is known, and nothing need be said of that every time
  if (same || runsOwnProgram(now.workload.spec)) return { allowed: true, warnings }
  const { verdict, provenance, ruling } = outcomeOf(wanted, context.decision)
  return {
    ...ruling,
    warnings: [...warnings, ...ruling.warnings],
    denial: 'forbidden',
    audit: { decision: verdict, snapshot: provenance.snapshot },
  }
}

/** Of a change that comes too late for what runs already. */
function lateChange(
  { oldObject }: AdmissionRequest,
  before: GPUWorkload | undefined,
  now: GPUWorkload,
): readonly string[] {
  if (before === undefined || now.spec.cancel !== before.spec.cancel || sameJson(before.spec, now.spec))
    return []
  switch (textOf(fieldAt(oldObject, 'status', 'phase'))) {
    case 'Succeeded':
      return ['fitgate: it has run to its end; the change does nothing. To run it again, create it anew']
    case 'Scheduling':
    case 'Scheduled':
    case 'Running':
      return ['fitgate: the attempt under way goes on as it began; the change counts for the next one']
    default:
      return []
  }
}
