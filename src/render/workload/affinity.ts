/**
 * Node affinity for the accelerators on which the pod runs, and the toleration of the taint that keeps others off GPU nodes.
 * @module
 */
import { namesDevice } from '../../decide/place/target.ts'
import { nodeAffinity } from '../../inventory/affinity.ts'
import { sameJson } from '../../vocabulary/same-json.ts'
import { scalarText } from '../../vocabulary/scalar-text.ts'
import { holdersOf } from '../filled-cache.ts'
import { tolerations as withGPUNodes } from '../tolerations.ts'
import { apiTolerations } from './api-defaults.ts'
import { type Concern, isAt, type Plan } from './concern.ts'
import { isTree, readAt } from './place.ts'
import type { Target } from './target.ts'

/** The user already says which devices, or which node. */
function choosesNodes({ pod }: Target): boolean {
  const selector = isTree(pod.nodeSelector) ? Object.keys(pod.nodeSelector) : []
  return (
    readAt(pod, ['affinity', 'nodeAffinity']) !== undefined ||
    pod.nodeName !== undefined ||
    selector.some(namesDevice)
  )
}

function affinityOf({ target, candidate, alsoOn, cache }: Plan): object | undefined {
  const { required, preferred: devices } = nodeAffinity([candidate, ...alsoOn])
  const preferred = [...devices, ...(target.workload.settings.cache === undefined ? [] : holdersOf(cache))]
  if (required.length + preferred.length === 0) return undefined
  return {
    ...(required.length === 0
      ? {}
      : { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: required } }),
    ...(preferred.length === 0 ? {} : { preferredDuringSchedulingIgnoredDuringExecution: preferred }),
  }
}

const affinityFields = [
  'requiredDuringSchedulingIgnoredDuringExecution',
  'preferredDuringSchedulingIgnoredDuringExecution',
]

export const affinity: Concern = {
  scope: 'pod',
  writes: (steps, value) =>
    isAt(steps, 'affinity', 'nodeAffinity') &&
    isTree(value) &&
    Object.keys(value).every((key) => affinityFields.includes(key)),
  isOpen: (target) => !choosesNodes(target),
  propose(plan) {
    const value = affinityOf(plan)
    return value === undefined ? [] : [{ steps: ['affinity', 'nodeAffinity'], value }]
  },
}

const isGiven = (one: unknown) => apiTolerations.some((given) => sameJson(given, one))

/** The list is atomic: it is written whole, and only where the user wrote none. What the API server gives bare pods does not count. */
export const toleration: Concern = {
  scope: 'pod',
  writes: (steps, value) =>
    isAt(steps, 'tolerations') &&
    Array.isArray(value) &&
    value.every((one: unknown) => isGiven(one) || (isTree(one) && scalarText(one.key) === 'amd.com/gpu')),
  isOpen: ({ pod, workload }) =>
    written(pod.tolerations).every((one) => workload.kind.kind === 'Pod' && isGiven(one)),
  propose: ({ target }) => [{ steps: ['tolerations'], value: withGPUNodes(written(target.pod.tolerations)) }],
}

const written = (value: unknown): readonly Readonly<Record<string, string>>[] =>
  Array.isArray(value)
    ? value.filter(isTree as (one: unknown) => one is Readonly<Record<string, string>>)
    : []
