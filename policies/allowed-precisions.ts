/**
 * Number formats of weights that a namespace may serve.
 * @module
 */
import { formatPath } from '../src/api/field-path.ts'
import { writtenPrecision } from '../src/decide/candidates/precision-choice.ts'
import { annotations } from '../src/vocabulary/names.ts'
import { type Precision, parsePrecision } from '../src/vocabulary/precision.ts'
import { textOf } from './json.ts'
import { isAnnotated, isOurs } from './ours.ts'
import { plannedFor } from './planned.ts'
import type { Policy, PolicyContext } from './policy.ts'
import { rulesFor } from './rules.ts'
import { servingsOf } from './serving.ts'
import type { PolicySubject } from './subject.ts'

export const allowedPrecisions: Policy = {
  id: 'allowed-precisions',
  title: "Only the namespace's precisions",
  why: 'A format costs quality or GPUs, and which of the two a team may spend is for the platform to say.',
  severity: 'error',
  appliesTo: isOurs,
  check(subject, context) {
    const { precisions } = rulesFor(subject, context)
    if (precisions === undefined) return []
    return precisionsOf(subject, context)
      .filter(({ precision }) => !precisions.includes(precision))
      .map(({ precision, path }) => ({
        path,
        message: `${precision} is not among the precisions of namespace ${subject.namespace} (allowed: ${precisions.join(', ') || 'none'})`,
        // what is left open is chosen, and not by this list
        ...(isAnnotated(subject) && subject.annotations[annotations.precision] === undefined
          ? { fix: `ask for one of them: ${annotations.precision}` }
          : {}),
      }))
  },
}

/** Precisions that are asked for or follow from the model, and of our own kinds the one that is chosen for them. */
function precisionsOf(
  subject: PolicySubject,
  context: PolicyContext,
): { precision: Precision; path: string }[] {
  const { wanted } = subject
  if (wanted !== undefined) {
    const precision = wanted.intent.precision ?? plannedFor(subject, context)?.precision
    return precision === undefined ? [] : [{ precision, path: wanted.paths.precision }]
  }
  const annotation = parsePrecision(textOf(subject.annotations[annotations.precision]) ?? '')
  return [
    ...(annotation === undefined
      ? []
      : [{ precision: annotation, path: formatPath('metadata.annotations', [annotations.precision]) }]),
    ...servingsOf(subject).flatMap(({ own, model, paths }) =>
      own === undefined || model?.known === undefined
        ? []
        : [{ precision: writtenPrecision(own.settings, model.known), path: paths.precision }],
    ),
  ]
}
