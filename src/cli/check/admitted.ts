/**
 * An annotated workload as the mutating webhook would complete it: what policies judge at admission.
 * @module
 */
import jsonpatch from 'jsonpatch'
import { groupKindOf } from '../../../policies/subject.ts'
import type { AdmissionRequest, ReviewedObject } from '../../../webhooks/review.ts'
import { mutateWorkload } from '../../../webhooks/workload.ts'
import type { JsonObject } from '../../controllers/audit/judge-object.ts'
import type { DecisionContext } from '../../decide/context.ts'

/** The object itself where nothing would be added. Paths of fields that are there stay what they are. */
export function admitted(object: JsonObject, context: DecisionContext, namespace: string): JsonObject {
  const { group, kind } = groupKindOf(object)
  const version = String(object.apiVersion).split('/').at(-1) ?? ''
  const request: AdmissionRequest = {
    uid: 'file',
    kind: { group, version, kind },
    operation: 'CREATE',
    namespace,
    object: object as ReviewedObject,
  }
  try {
    const { allowed, operations = [] } = mutateWorkload(request, { decision: context })
    if (!allowed || operations.length === 0) return object
    return jsonpatch.apply_patch(structuredClone(object), [...operations]) as JsonObject
  } catch {
    // as the webhook does with an object on which it breaks
    return object
  }
}
