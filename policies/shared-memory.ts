/**
 * Ranks of one pod have shared memory to talk through.
 * @module
 */

import { formatPath } from '../src/api/field-path.ts'
import { parseQuantity } from '../src/vocabulary/quantity.ts'
import { scalarText } from '../src/vocabulary/scalar-text.ts'
import { field, fieldAt, listOf, scalarOf } from './json.ts'
import { isGpuWorkload, isIncomplete } from './ours.ts'
import type { PodTemplate } from './pod.ts'
import type { Policy, Violation } from './policy.ts'
import { servingsOf } from './serving.ts'

/** What a container gets by itself: containerd mounts `size=65536k`. */
const givenBytes = 64 * 1024 ** 2

/** A volume that is limited to what there would be without it. */
function tooSmall({ spec, path }: PodTemplate, name: unknown): Violation[] {
  const index = listOf(spec.volumes).findIndex((volume) => field(volume, 'name') === name)
  const limit = scalarOf(fieldAt(listOf(spec.volumes)[index], 'emptyDir', 'sizeLimit'))
  const bytes = limit === undefined ? undefined : parseQuantity(limit)
  if (bytes === undefined || bytes <= 0 || bytes > givenBytes) return []
  return [
    {
      path: formatPath(path, ['volumes', index, 'emptyDir', 'sizeLimit']),
      message: `${limit} at /dev/shm is no more than a container gets by itself`,
      fix: 'leave it out, or write 8Gi for each GPU',
    },
  ]
}

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
      const mount = listOf(container.value.volumeMounts).find((each) =>
        /^\/dev\/shm\/?$/.test(scalarText(field(each, 'mountPath'))),
      )
      if (mount !== undefined) return tooSmall(pod, field(mount, 'name'))
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
