/**
 * Who may break a policy, and until when. Only what the platform configured counts; an object can at most name it.
 * @module
 */
import type { PolicyException } from '../src/inventory/policy-config.ts'
import { annotations } from '../src/vocabulary/names.ts'
import { matchesAny } from '../src/vocabulary/pattern.ts'
import { textOf } from './json.ts'
import type { PolicyContext } from './policy.ts'
import { policyConfigOf } from './rules.ts'
import type { PolicySubject } from './subject.ts'

/** Names of the exceptions an object asks for. */
function requestedBy(subject: PolicySubject): readonly string[] {
  const written = textOf(subject.annotations[annotations.policyException]) ?? ''
  return written.split(',').map((name) => name.trim())
}

/** Exceptions that hold for the subject now, whichever policy they are about. */
export function exceptionsFor(subject: PolicySubject, context: PolicyContext): readonly PolicyException[] {
  const requested = requestedBy(subject)
  return policyConfigOf(context).exceptions.filter(
    ({ namespaces, objects = ['*'], onRequest = false, name, expires }) =>
      // an unreadable date is no date at all, and nothing holds for ever
      Date.parse(expires) > context.now.getTime() &&
      matchesAny(namespaces, subject.namespace) &&
      matchesAny(objects, subject.name) &&
      (!onRequest || requested.includes(name)),
  )
}
