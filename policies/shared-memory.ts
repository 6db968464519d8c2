/**
 * Ranks of one pod have shared memory to talk through.
 * @module
 */

import { scalarText } from '../src/vocabulary/scalar-text.ts'
import { field, listOf } from './json.ts'
import { isGpuWorkload, isIncomplete } from './ours.ts'
import type { Policy } from './policy.ts'
import { servingsOf } from './serving.ts'

export const sharedMemory: Policy = {
  id: 'shared-memory',
  title: '/dev/shm where tensor parallel is above 1',
  why: 'Ranks exchange tensors through /dev/shm, and the 64 MiB a container gets by itself end in a bus error.',
  severity: 'error',
  // what is missing is added to annotated workloads
  appliesTo: (subject) => isGpuWorkload(subject) && !isIncomplete(subject),
  check: (subject) =>
    servingsOf(subject).flatMap(({ own, pod, container }) => {
      const { tensorParallel = 1, pipelineParallel = 1 } = own?.settings ?? {}
      if (tensorParallel * pipelineParallel < 2 || pod.spec.hostIPC === true) return []
      const mounted = listOf(container.value.volumeMounts).some((mount) =>
        /^\/dev\/shm\/?$/.test(scalarText(field(mount, 'mountPath'))),
      )
      if (mounted) return []
      const parallel = [
        ...(tensorParallel > 1 ? [`tensor parallel ${tensorParallel}`] : []),
        ...(pipelineParallel > 1 ? [`pipeline parallel ${pipelineParallel}`] : []),
      ]
      return [
        {
          path: `${container.path}.volumeMounts`,
          message: `${parallel.join(' × ')} without a volume at /dev/shm`,
          fix: 'mount an emptyDir with medium: Memory there',
        },
      ]
    }),
}
