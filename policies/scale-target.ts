/**
 * The workload that an autoscaler names.
 * @module
 */
import { fieldAt, textOf } from './json.ts'
import type { PolicyContext } from './policy.ts'
import type { PolicySubject } from './subject.ts'

/** `undefined` where it is not among the objects that are known. */
export function scaledBy(
  { object, namespace }: PolicySubject,
  { related = [] }: Pick<PolicyContext, 'related'>,
): PolicySubject | undefined {
  const kind = textOf(fieldAt(object, 'spec', 'scaleTargetRef', 'kind'))
  const name = textOf(fieldAt(object, 'spec', 'scaleTargetRef', 'name'))
  return related.find((each) => each.kind === kind && each.name === name && each.namespace === namespace)
}
