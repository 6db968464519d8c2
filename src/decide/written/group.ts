/**
 * Ranks of a group of pods against the GPUs all of them have.
 * @module
 */
import { gpuRequests } from '../../api/workload/gpu-request.ts'
import { objectsAt } from '../../api/workload/json.ts'
import type { OwnArguments } from '../../api/workload/own-arguments.ts'
import type { PodTemplate, Workload } from '../../api/workload/workload.ts'
import type { Finding } from './problem.ts'

/** Nothing where the pods are servers of their own, each with ranks for its GPUs. */
export function groupProblems(workload: Workload, own: OwnArguments): Finding[] {
  const { groupSize, template, templates, container } = workload
  if (groupSize <= 1) return []
  const each = gpusOf(template)
  const others = templates.find((other) => other !== template) ?? template
  const all = each + (groupSize - 1) * gpusOf(others)
  if (all === 0 || own.ranks === all || own.ranks === each) return []
  return [
    {
      severity: 'error',
      path: own.ranksPath ?? container.path,
      message: `the arguments make ${own.ranks} ranks, the ${groupSize} pods of the group have ${all} GPUs`,
      fix: 'set tensor parallel to the GPUs of a pod and pipeline parallel to the number of pods',
    },
  ]
}

function gpusOf({ value }: PodTemplate): number {
  return objectsAt(value, ['spec', 'containers'])
    .flatMap(({ value: container }) => gpuRequests(container, ''))
    .reduce((sum, { count }) => sum + count, 0)
}
