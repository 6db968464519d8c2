/**
 * What a review is about at all: anything being deleted is ignored, and an UPDATE that leaves the spec alone is never judged.
 * @module
 */
import { sameJson } from '../src/vocabulary/same-json.ts'
import { type AdmissionRequest, isBeingDeleted } from './review.ts'

/**
 * `judged`: a CREATE, or an UPDATE of the spec of an object that is to stay; only this may be refused.
 * `kept`: an UPDATE that leaves the spec alone. `ignored`: everything else.
 */
export type Scope = 'judged' | 'kept' | 'ignored'

export function scopeOf(request: AdmissionRequest): Scope {
  if (request.operation !== 'CREATE' && request.operation !== 'UPDATE') return 'ignored'
  if (!request.object || isBeingDeleted(request.object) || isBeingDeleted(request.oldObject)) return 'ignored'
  return request.operation === 'UPDATE' && hasSameSpec(request) ? 'kept' : 'judged'
}

function hasSameSpec(request: AdmissionRequest): boolean {
  return sameJson(request.object?.spec ?? null, request.oldObject?.spec ?? null)
}
