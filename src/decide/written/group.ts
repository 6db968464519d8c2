/**
 * Ranks of a group of pods against the GPUs all of them have, and against the network between them.
 * @module
 */
import { groupGpus } from '../../api/workload/group.ts'
import type { OwnArguments } from '../../api/workload/own-arguments.ts'
import type { Workload } from '../../api/workload/workload.ts'
import { flagOf } from '../../engines/named-settings.ts'
import type { Finding } from './problem.ts'

/** Nothing where the pods are servers of their own, each with ranks for its GPUs. */
export function groupProblems(workload: Workload, own: OwnArguments): Finding[] {
  const { groupSize, container } = workload
  if (groupSize <= 1) return []
  const { serving, other, all } = groupGpus(workload)
  if (all === 0 || own.ranks === serving) return []
  const path = own.ranksPath ?? container.path
  const changes = serving === other ? acrossPods(own, serving, groupSize) : {}
  if (own.ranks !== all)
    return [
      {
        severity: 'error',
        path,
        message: `the arguments make ${own.ranks} ${own.ranks === 1 ? 'rank' : 'ranks'}, the ${groupSize} pods of the group have ${all} GPUs`,
        fix: 'set tensor parallel to the GPUs of a pod and pipeline parallel to the number of pods',
        ...changes,
      },
    ]
  const { tensorParallel = 1 } = own.settings
  // SGLang's own documents start groups so
  if (own.engine.backend === 'sglang' || tensorParallel <= Math.max(serving, other)) return []
  return [
    {
      severity: 'warning',
      path,
      message: `tensor parallel ${tensorParallel} spans the pods of the group, so every layer waits for the network between them`,
      fix: `set tensor parallel ${serving} and pipeline parallel ${groupSize} in all of them`,
      ...changes,
    },
  ]
}

/** Tensor parallel in a pod and pipeline parallel across, where no data parallel size has a part in it. */
function acrossPods(
  { engine, settings }: OwnArguments,
  gpus: number,
  pods: number,
): Pick<Finding, 'changes'> {
  if (settings.dataParallel !== undefined && settings.dataParallel > 1) return {}
  const { backend } = engine
  return {
    changes: [
      `${flagOf(backend, 'tensorParallel')}=${gpus}`,
      `${flagOf(backend, 'pipelineParallel')}=${pods}`,
    ],
  }
}
