/**
 * A faulty argument as a reason.
 * @module
 */
import type { FieldError } from '../../vocabulary/field-error.ts'
import type { Reason } from '../../vocabulary/reasons.ts'

/** An argument that the engine would not start with. */
export function argumentFault({ path, message, fix }: FieldError): Reason {
  return {
    code: 'ArgumentInvalid',
    certainty: 'certain',
    path,
    message: fix ? `${message}; ${fix}` : message,
  }
}
