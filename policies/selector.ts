/**
 * Whether a label selector chooses the pods of a workload.
 * @module
 */
import { fieldAt, type JsonRecord, listOf, recordOf, textOf } from './json.ts'
import type { PolicySubject } from './subject.ts'

/** Whether `spec.selector` of one object selects every pod of another, or any of them. */
export function isSelected(by: PolicySubject, workload: PolicySubject): boolean {
  const written = fieldAt(by.object, 'spec', 'selector')
  // an empty one selects everything, none at all nothing
  if (written === undefined || written === null) return false
  const selector = recordOf(written)
  return workload.pods.some(({ labels }) => selects(selector, labels))
}

function selects(selector: JsonRecord, labels: JsonRecord): boolean {
  const wanted = Object.entries(recordOf(selector.matchLabels))
  const expressions = listOf(selector.matchExpressions)
  return (
    wanted.every(([key, value]) => labels[key] === value) &&
    expressions.every((expression) => holds(recordOf(expression), labels))
  )
}

function holds({ key, operator, values }: JsonRecord, labels: JsonRecord): boolean {
  const name = textOf(key) ?? ''
  const has = Object.hasOwn(labels, name)
  switch (operator) {
    case 'In':
      return has && listOf(values).includes(labels[name])
    case 'NotIn':
      return !has || !listOf(values).includes(labels[name])
    case 'Exists':
      return has
    case 'DoesNotExist':
      return !has
    default:
      return false
  }
}
