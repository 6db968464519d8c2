/**
 * The answer when a handler threw: a defect of ours, in words, never an HTTP 500 (which the API server would report without them).
 * Mutation lets through, as validation decides afresh. Validation of what it must judge fails closed; an UPDATE that leaves the spec
 * alone, and anything on its way out, passes whatever is broken here; and so do kinds that are not ours, which start without us too.
 * @module
 */
import { group } from '../src/api/aim/group.ts'
import type { Answer } from './response.ts'
import type { AdmissionRequest } from './review.ts'
import { scopeOf } from './scope.ts'

const words = 'an internal error of fitgate; its log has the details under this request uid'

const audit = { decision: 'Failed' }

export function failedMutation(request: AdmissionRequest): Answer {
  const warning = `fitgate: no plan was pinned because of ${words} (${request.uid})`
  return { allowed: true, warnings: [warning], audit }
}

export function failedValidation(request: AdmissionRequest): Answer {
  const message = `the object could not be checked because of ${words} (${request.uid})`
  if (request.kind.group !== group || scopeOf(request) !== 'judged')
    return { allowed: true, warnings: [`fitgate: ${message}`], audit }
  return { allowed: false, denial: 'failed', message, audit }
}
