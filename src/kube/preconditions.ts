/**
 * What must still be true of an object when a write reaches the server; otherwise the write is refused with 409.
 * @module
 */
import { ApiError } from './api-error.ts'

export interface Preconditions {
  /** It is this object, not a namesake that came after it. */
  readonly uid?: string
  /** Nobody has written it since this version. */
  readonly resourceVersion?: string
}

/** Those that are set, as `metadata` of an applied object, of a merge patch or of `DeleteOptions.preconditions`. */
export function preconditionFields({ uid, resourceVersion }: Preconditions = {}): Preconditions {
  return {
    ...(uid === undefined ? {} : { uid }),
    ...(resourceVersion === undefined ? {} : { resourceVersion }),
  }
}

/** An object to apply, or a merge patch, with them inside. */
export function withPreconditions<T extends object>(body: T, preconditions?: Preconditions): T {
  const fields = preconditionFields(preconditions)
  if (Object.keys(fields).length === 0) return body
  const metadata = 'metadata' in body && typeof body.metadata === 'object' ? body.metadata : {}
  return { ...body, metadata: { ...metadata, ...fields } }
}

/**
 * A JSON patch with them in front. Not as `test` operations: the server answers a failed one with 422, which cannot be
 * told from a patch that does not fit; fields it compares itself, and says 409.
 */
export function jsonPatchWith(patch: readonly unknown[], preconditions?: Preconditions): readonly unknown[] {
  const fields = Object.entries(preconditionFields(preconditions))
  return [...fields.map(([name, value]) => ({ op: 'add', path: `/metadata/${name}`, value })), ...patch]
}

/** Servers call another uid an attempt to change a field that cannot be changed (422); it is the conflict that was asked for. */
export function asConflict(error: unknown, preconditions?: Preconditions): unknown {
  if (preconditions?.uid === undefined || !(error instanceof ApiError) || error.code !== 422) return error
  if (!error.causes.some(({ field }) => field === 'metadata.uid')) return error
  const { message, causes } = error
  return new ApiError({ code: 409, reason: 'Conflict', message, causes, cause: error })
}
