/**
 * The part of a review on which an answer may depend. Handlers are given nothing else, so reviews of one content have one answer:
 * the same manifest applied again, or sent again when the API server did not wait for the first answer.
 * @module
 */
import type { AdmissionRequest, ReviewedObject } from './review.ts'

/** What is left of a request: neither its uid nor what the API server notes down about each write. */
export function essentials(request: AdmissionRequest): AdmissionRequest {
  const {
    uid,
    dryRun: _dryRun,
    options: _options,
    requestKind: _requestKind,
    requestResource: _requestResource,
    object,
    oldObject,
    ...rest
  } = request
  return {
    ...rest,
    uid: isNamed(request) ? 'not read' : uid,
    object: objectOf(object),
    oldObject: objectOf(oldObject),
  }
}

/** Of an object whose name is still to be generated, nothing but the uid of its review tells it apart from the next. */
export function isNamed({ object, oldObject }: AdmissionRequest): boolean {
  return Boolean((object ?? oldObject)?.metadata?.name)
}

function objectOf<Reviewed extends ReviewedObject | null | undefined>(object: Reviewed): Reviewed {
  if (!object?.metadata) return object
  const {
    resourceVersion: _resourceVersion,
    generation: _generation,
    creationTimestamp: _creationTimestamp,
    managedFields,
    ...metadata
  } = object.metadata
  return { ...object, metadata: { ...metadata, ...appliedFields(managedFields) } }
}

/** Who applies which field counts, not when that was, nor what was written by other means. */
function appliedFields(managedFields: unknown): { readonly managedFields?: readonly unknown[] } {
  if (!Array.isArray(managedFields)) return {}
  const applied = (managedFields as readonly unknown[]).flatMap((entry) => {
    if (typeof entry !== 'object' || entry === null) return []
    const { time: _time, ...rest } = entry as Readonly<Record<string, unknown>>
    return rest.operation === 'Apply' ? [rest] : []
  })
  return applied.length === 0 ? {} : { managedFields: applied }
}
