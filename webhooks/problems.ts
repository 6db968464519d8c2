/**
 * The problems of an object that this request brings in. What was wrong before may stay wrong (the API server ratchets likewise),
 * or a stricter release of fitgate would lock people out of their own objects.
 * @module
 */
import { type FieldError, formatFieldError } from '../src/vocabulary/field-error.ts'
import type { Answer } from './response.ts'

/** `now` without the errors that were already there. */
export function introducedErrors(
  now: readonly FieldError[],
  before: readonly FieldError[] = [],
): readonly FieldError[] {
  const known = new Set(before.map(formatFieldError))
  return now.filter((error) => !known.has(formatFieldError(error)))
}

/** Problems that one message lists; who has more reads these first. */
const mostShown = 50

/** One message with the problems: a line alone when there is one, a list otherwise. */
export function problemsMessage(errors: readonly FieldError[]): string {
  const lines = errors.map(formatFieldError)
  if (lines.length === 1) return lines[0] ?? ''
  const more = lines.length - mostShown
  const shown = [...lines.slice(0, mostShown), ...(more > 0 ? [`and ${more} more`] : [])]
  return [`${lines.length} problems:`, ...shown.map((line) => `  ${line}`)].join('\n')
}

/** A warning about a field, as `kubectl` shows it. */
export function warningOf(error: FieldError): string {
  return `fitgate: ${formatFieldError(error)}`
}

/** The answer to an object with such problems. */
export function refusal(errors: readonly FieldError[]): Answer {
  return {
    allowed: false,
    denial: 'invalid',
    message: problemsMessage(errors),
    audit: { decision: 'Invalid' },
  }
}
