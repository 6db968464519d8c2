/**
 * Number formats of weights that a namespace may serve.
 * @module
 */
import { formatPath } from '../src/api/field-path.ts'
import { writtenPrecision } from '../src/decide/candidates/precision-choice.ts'
import { annotations } from '../src/vocabulary/names.ts'
import { type Precision, parsePrecision } from '../src/vocabulary/precision.ts'
import { textOf } from './json.ts'
import { isOurs } from './ours.ts'
import type { Policy } from './policy.ts'
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
    return precisionsOf(subject)
      .filter(({ precision }) => !precisions.includes(precision))
      .map(({ precision, path }) => ({
        path,
        message: `${precision} is not among the precisions of namespace ${subject.namespace} (allowed: ${precisions.join(', ') || 'none'})`,
      }))
  },
}

/** Precisions that are asked for or follow from the model; what is left open is for the decision to choose. */
function precisionsOf(subject: PolicySubject): { precision: Precision; path: string }[] {
  const { wanted } = subject
  if (wanted?.intent.precision !== undefined)
    return [{ precision: wanted.intent.precision, path: wanted.paths.precision }]
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
