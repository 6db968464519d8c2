/**
 * A group of pods as its owner wrote it: how many nodes it spans, and the devices of all of them together.
 * @module
 */
import { formatPath } from '../field-path.ts'
import type { IntentRequest } from '../intent.ts'
import { gpuRequests } from './gpu-request.ts'
import { objectsAt } from './json.ts'
import type { OwnArguments } from './own-arguments.ts'
import type { PodTemplate, Workload } from './workload.ts'

export interface WrittenGroup {
  /** Pods, each on a node of its own. */
  readonly nodes: number
  /** Of all pods. */
  readonly gpuCount: number
}

type Unseen = NonNullable<IntentRequest['unseen']>

/** GPUs that the pods of a group ask for: the one that serves, each of the others, and all together. */
export function groupGpus({ groupSize, template, templates }: Workload) {
  const serving = gpusOf(template)
  const other = gpusOf(templates.find((each) => each !== template) ?? template)
  return { serving, other, all: serving + (groupSize - 1) * other }
}

/**
 * The group as one engine. What its engine is told decides: where nobody can see that, or its pods differ, or each of them is as
 * large as the engine, nothing can be said of the group. `undefined` for a single pod.
 */
export function readGroup(
  workload: Workload,
  own: OwnArguments | undefined,
): WrittenGroup | { readonly unseen: Unseen } | undefined {
  const { groupSize: nodes, kind } = workload
  if (nodes <= 1) return undefined
  const unseen = (why: string) => ({
    unseen: { path: formatPath('', kind.groupSize ?? []), why: `it is a group of ${nodes} pods, ${why}` },
  })
  if (own === undefined)
    return unseen(
      'and nothing tells how its engine spans them: write its command, or use an InferenceService',
    )
  const { serving, other, all } = groupGpus(workload)
  if (all === 0) {
    const each = workload.settings.gpus ?? own.ranks / nodes
    return Number.isInteger(each)
      ? { nodes, gpuCount: each * nodes }
      : unseen(`over which its ${own.ranks} ranks do not divide`)
  }
  if (serving !== other) return unseen('which do not ask for the same number of GPUs')
  return own.ranks === serving
    ? unseen('and its engine is as large as one of them: what the others do is not known')
    : { nodes, gpuCount: all }
}

function gpusOf({ value }: PodTemplate): number {
  return objectsAt(value, ['spec', 'containers'])
    .flatMap(({ value: container }) => gpuRequests(container, ''))
    .reduce((sum, { count }) => sum + count, 0)
}
