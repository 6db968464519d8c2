/**
 * Tensor parallelism uses whole cards.
 * @module
 */
import { partitionOfResource } from '../src/vocabulary/gpu-resources.ts'
import { isGpuWorkload } from './ours.ts'
import { targetsFor } from './placement.ts'
import type { Policy } from './policy.ts'
import { servingsOf } from './serving.ts'

/** One compute partition is the whole card. */
const isWhole = (partition: string | undefined) => partition === undefined || partition.startsWith('spx')

export const noTpOnPartitions: Policy = {
  id: 'no-tp-on-partitions',
  title: 'No tensor parallelism over partitions of a card',
  why: 'Tensor parallelism over partitions gives wrong text in vLLM (vllm-project/vllm#20125), without any error.',
  severity: 'error',
  appliesTo: isGpuWorkload,
  check: (subject, context) =>
    servingsOf(subject).flatMap(({ own, pod, resource, paths }) => {
      const size = own?.settings.tensorParallel ?? 1
      if (size < 2 || resource === undefined) return []
      const named = partitionOfResource(resource)
      const modes =
        named === undefined ? targetsFor(pod, resource, context).map(({ partition }) => partition) : [named]
      if (modes.length === 0 || modes.some(isWhole)) return []
      return [
        {
          path: paths.tensorParallel,
          message: `tensor parallel ${size} over partitions (${[...new Set(modes)].join(', ')}) gives wrong text`,
          fix: 'serve with one partition a replica, or ask for whole GPUs',
        },
      ]
    }),
}
