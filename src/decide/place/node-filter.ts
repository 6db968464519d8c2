/**
 * Which nodes a pod accepts and is accepted by: node selector, required node affinity and tolerations, as the scheduler reads them.
 * @module
 */
import type { Taint } from '../../inventory/node-barriers.ts'
import type { NodeRoom } from '../../inventory/node-room.ts'

interface Requirement {
  readonly key: string
  readonly operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist' | 'Gt' | 'Lt'
  readonly values?: readonly string[]
}

/** Expressions on labels, and on the field `metadata.name`; all must hold. A term without any matches nothing. */
export interface SelectorTerm {
  readonly matchExpressions?: readonly Requirement[]
  readonly matchFields?: readonly Requirement[]
}

export interface Toleration {
  readonly key?: string
  /** Default `Equal`. */
  readonly operator?: 'Exists' | 'Equal'
  readonly value?: string
  readonly effect?: string
}

export interface NodeFilter {
  readonly nodeSelector?: Readonly<Record<string, string>>
  /** Required terms, alternatives of each other; none at all ask for nothing. */
  readonly affinity?: readonly SelectorTerm[]
  readonly tolerations?: readonly Toleration[]
}

/** Whether the node is acceptable to the pod and the pod to the node. Barriers are the index's concern. */
export function accepts(
  filter: NodeFilter,
  { name, labels, taints }: Pick<NodeRoom, 'name' | 'labels' | 'taints'>,
): boolean {
  const { nodeSelector, affinity = [], tolerations = [] } = filter
  for (const key in nodeSelector) if (labels[key] !== nodeSelector[key]) return false
  if (!taints.every((taint) => tolerations.some((each) => tolerates(each, taint)))) return false
  return affinity.length === 0 || affinity.some((term) => holds(term, name, labels))
}

function holds(
  { matchExpressions = [], matchFields = [] }: SelectorTerm,
  name: string,
  labels: Readonly<Record<string, string>>,
): boolean {
  if (matchExpressions.length + matchFields.length === 0) return false
  return (
    matchExpressions.every((each) => satisfies(each, labels[each.key])) &&
    matchFields.every((each) => satisfies(each, each.key === 'metadata.name' ? name : undefined))
  )
}

function satisfies({ operator, values = [] }: Requirement, value: string | undefined): boolean {
  switch (operator) {
    case 'In':
      return value !== undefined && values.includes(value)
    case 'NotIn':
      return value === undefined || !values.includes(value)
    case 'Exists':
      return value !== undefined
    case 'DoesNotExist':
      return value === undefined
    case 'Gt':
      return isWhole(value) && Number(value) > Number(values[0])
    case 'Lt':
      return isWhole(value) && Number(value) < Number(values[0])
    default:
      return operator satisfies never
  }
}

const isWhole = (value: string | undefined) => value !== undefined && /^-?\d+$/.test(value)

function tolerates(
  { key = '', operator = 'Equal', value = '', effect = '' }: Toleration,
  taint: Taint,
): boolean {
  if (effect !== '' && effect !== taint.effect) return false
  if (operator === 'Exists') return key === '' || key === taint.key
  return key === taint.key && value === (taint.value ?? '')
}
